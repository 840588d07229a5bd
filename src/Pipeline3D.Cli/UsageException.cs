namespace Pipeline3D.Cli;

/// <summary>An argument that cannot work: one clear sentence, exit code 2.</summary>
internal sealed class UsageException(string sentence, Exception? cause = null) : Exception(sentence, cause);
