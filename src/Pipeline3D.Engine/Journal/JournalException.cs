namespace Pipeline3D.Engine.Journal;

/// <summary>A run's journal cannot be used: another process holds it, it is damaged, or it cannot be written.</summary>
public sealed class JournalException(string message, Exception? cause = null) : IOException(message, cause);
