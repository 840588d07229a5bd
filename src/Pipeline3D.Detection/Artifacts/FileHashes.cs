using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Pipeline3D.Detection.Artifacts;

/// <summary>Hashes of the files that options name, each found once: what was made with another file under the same name
/// is told apart by them.</summary>
/// <param name="find">Where the file of a name lies; throws when it is not there.</param>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class FileHashes(Func<string, string> find)
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>SHA-256 of a name's file, lower-case hexadecimal; empty when it is not there.</summary>
    /// <remarks>Cost: one pass over the file, the first time.</remarks>
    public string Of(string name)
    {
        if (_known.TryGetValue(name, out string? known))
            return known;
        try
        {
            using FileStream file = File.OpenRead(find(name));
            return _known[name] = Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (FileNotFoundException)
        {
            // Whoever needs the file says so when it is checked.
            return "";
        }
    }
}
