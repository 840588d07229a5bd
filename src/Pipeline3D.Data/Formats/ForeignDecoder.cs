namespace Pipeline3D.Data.Formats;

/// <summary>How exceptions of decoding libraries are told from those of an incomplete installation.</summary>
internal static class ForeignDecoder
{
    /// <summary>Whether an exception means that the file is damaged.</summary>
    /// <remarks>The libraries have no type for their errors: damage shows as any of a dozen, Exception itself among
    /// them. They read from memory, so a file or type that is not found is one of the library.</remarks>
    internal static bool IsDamage(Exception cause)
        => cause is not (FormatException3D or FileNotFoundException or FileLoadException or BadImageFormatException
            or TypeLoadException or TypeInitializationException or MissingMemberException);
}
