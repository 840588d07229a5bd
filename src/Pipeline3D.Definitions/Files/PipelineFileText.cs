using System.Text;

namespace Pipeline3D.Definitions.Files;

/// <summary>Reads the text of a pipeline file: regular files of a sensible size alone.</summary>
internal static class PipelineFileText
{
    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>What is wrong with a file of no bytes.</summary>
    public const string Nothing = "is empty, or a pipe or device and no file";

    /// <summary>The text; or why there is none, as what follows the file's name.</summary>
    public static (string? Text, string Problem) Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            // The size of a link is that of its target's name.
            if (file.LinkTarget is not null)
                file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            if (Directory.Exists(file.FullName))
                return (null, "is a folder");
            if (!file.Exists)
                return (null, "cannot be read: there is no such file");
            // Pipes and devices have no size, and some of them never end: they are not even opened.
            if (file.Length == 0)
                return (null, Nothing);
            if (file.Length > MaxBytes)
                return (null, $"has {file.Length} bytes; a pipeline file has at most {MaxBytes}");
            byte[] bytes = new byte[MaxBytes + 1];
            using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
                return (null, $"has more than {MaxBytes} bytes");
            using var text = new StreamReader(new MemoryStream(bytes, 0, length), Encoding.UTF8);
            return (text.ReadToEnd(), "");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            return (null, $"cannot be read: {cause.Message}");
        }
    }
}
