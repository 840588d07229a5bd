using System.Text.Json;

namespace Pipeline3D.Cli.Net;

/// <summary>One file of a description.</summary>
/// <param name="Key">Its name within the group: the name of the file without <c>.npy</c>, or the key it stands
/// under.</param>
/// <param name="File">Its name in the folder.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Shape">Shape of the array; null where the description gives none.</param>
/// <param name="Entry">The whole entry, for what a group alone knows, such as the layout of flat parameters.</param>
internal sealed record NetFile(string Key, string File, NetKind Kind, int[]? Shape, JsonElement Entry);

/// <summary>Kinds of files of a description.</summary>
internal enum NetKind
{
    /// <summary>Read.</summary>
    Input,

    /// <summary>Flat parameters, read likewise.</summary>
    Weights,

    /// <summary>A file of weights, read by its own reader.</summary>
    Container,

    /// <summary>Computed and written, never read.</summary>
    Output,
}
