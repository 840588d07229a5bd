using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Pipeline3D.Core.Items;

namespace Pipeline3D.Engine.Runs;

/// <summary>Hash of what a reducer's product is made of.</summary>
/// <remarks>The same for any order of arrival: the digests of the items are added up.</remarks>
/// <param name="removable">Whether items may be taken out again; it then keeps a hash of each.</param>
internal sealed class ContentKey(bool removable = false)
{
    private readonly ulong[] _sum = new ulong[SHA256.HashSizeInBytes / sizeof(ulong)];
    private readonly Dictionary<ItemId, byte[]>? _digests = removable ? [] : null;

    /// <summary>Whether the content of every item is known.</summary>
    public bool IsKnown { get; private set; } = true;

    public void Add(Ticket ticket, ItemId part)
    {
        IsKnown &= ticket.Hash.Length > 0;
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\0', ticket.Source, part.Dataset, part.Path, ticket.Hash)));
        for (int i = 0; i < _sum.Length; i++)
            _sum[i] += BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(i * sizeof(ulong)));
        _digests?.TryAdd(part, digest);
    }

    /// <summary>Takes an item out again; of a key whose items may be removed.</summary>
    public void Remove(ItemId part)
    {
        if (_digests is null || !_digests.Remove(part, out byte[]? digest))
            return;
        for (int i = 0; i < _sum.Length; i++)
            _sum[i] -= BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(i * sizeof(ulong)));
    }

    /// <summary>The key, with the values known beforehand that the items' ways depended on.</summary>
    public string Complete(IEnumerable<string> upstream) => Of([.. _sum.Select(part => $"{part:x16}"),
        .. upstream.Order(StringComparer.Ordinal)]);

    /// <summary>Hash of a row of texts.</summary>
    public static string Of(IReadOnlyList<string> texts) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts))));
}
