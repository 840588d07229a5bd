using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline3D.Engine.Journal;

/// <summary>Checksum of a row of the journal: SHA-256 over its values, each with its kind and length, so that no value
/// can pass for another. SQLite has none of its own for what lies in the file. Not thread-safe.</summary>
internal sealed class RowSum : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds values as they are written or as they were read: text, whole numbers, bytes.</summary>
    public RowSum Add(params ReadOnlySpan<object?> values)
    {
        foreach (object? value in values)
            AddOne(value);
        return this;
    }

    /// <summary>The checksum of what was added; the next one begins.</summary>
    public byte[] End() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void AddOne(object? value)
    {
        switch (value)
        {
            case string text:
                AddBytes(1, Encoding.UTF8.GetBytes(text));
                break;
            case long number:
                Span<byte> bytes = stackalloc byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                AddBytes(2, bytes);
                break;
            case byte[] data:
                AddBytes(3, data);
                break;
            default:
                // A damaged row may hold any kind of value; none of them is one that is written.
                AddBytes(4, []);
                break;
        }
    }

    private void AddBytes(byte kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(int)];
        head[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], bytes.Length);
        _hash.AppendData(head);
        _hash.AppendData(bytes);
    }
}
