using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Core;

namespace Pipeline3D.Engine;

/// <summary>Hash of what a reducer's product is made of.</summary>
/// <remarks>The same for any order of arrival: digests of the items are combined by exclusive or, and no item comes
/// twice.</remarks>
internal sealed class ContentKey
{
    private readonly byte[] _sum = new byte[SHA256.HashSizeInBytes];

    public void Add(Ticket ticket, ItemId part)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\0', ticket.Source, part.Dataset, part.Path, ticket.Hash)));
        for (int i = 0; i < _sum.Length; i++)
            _sum[i] ^= digest[i];
    }

    /// <summary>The key, with the values known beforehand that the items' ways depended on.</summary>
    public string Complete(IEnumerable<string> upstream) => Of([Convert.ToHexStringLower(_sum),
        .. upstream.Order(StringComparer.Ordinal)]);

    /// <summary>Hash of a row of texts.</summary>
    public static string Of(IReadOnlyList<string> texts) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts))));
}
