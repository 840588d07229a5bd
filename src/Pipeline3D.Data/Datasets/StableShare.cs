using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline3D.Data.Datasets;

/// <summary>Draws that depend on nothing but a name and a seed: the same on every machine, whatever other names there
/// are.</summary>
internal static class StableShare
{
    /// <summary>A number from 0 to below 1, even over names.</summary>
    /// <param name="seed">Another seed gives other numbers.</param>
    /// <param name="path">A relative path; separators of any system are alike.</param>
    public static double Of(int seed, string path)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{seed}/{path.Replace(Path.DirectorySeparatorChar, '/')}");
        ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return (bits >> 11) * (1.0 / (1UL << 53));
    }
}
