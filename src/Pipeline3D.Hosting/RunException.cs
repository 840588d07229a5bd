namespace Pipeline3D.Hosting;

/// <summary>A run that cannot begin as it was asked for: its folder is in use or holds something else, there is no such
/// device, the pipeline is not one to be served. The message is one sentence that says what to do; nothing was
/// run.</summary>
public sealed class RunException(string sentence, Exception? cause = null) : Exception(sentence, cause);
