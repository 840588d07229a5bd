using System.Buffers.Binary;
using System.Text;

namespace Pipeline3D.Networks.Tests.Loading;

/// <summary>The smallest ELF file that needs versions of symbols: one loadable segment at address 0x1000, a dynamic
/// section, two needed versions of one library, three symbols, one relocation.</summary>
internal static class SmallElf
{
    private const int Base = 0x1000, Dynamic = 0x100, Strings = 0x200, Symbols = 0x280, Versions = 0x300, Needs = 0x340,
        Relocations = 0x3c0, End = 0x400;

    /// <summary>Makes the file.</summary>
    /// <param name="relocated">Which symbol is bound: 1 is of the old version, 2 and 3 of the new one.</param>
    public static byte[] Make(int relocated)
    {
        var file = new byte[End];
        void Put16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
        void Put32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        void Put64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), value);

        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        (int Type, int Place, int Length)[] segments = [(1, 0, End), (2, Dynamic, 0x100)];
        Put64(0x20, 64);
        Put16(0x36, 56);
        Put16(0x38, segments.Length);
        for (int i = 0; i < segments.Length; i++)
        {
            int at = 64 + 56 * i;
            Put32(at, segments[i].Type);
            Put64(at + 8, segments[i].Place);
            Put64(at + 16, Base + segments[i].Place);
            Put64(at + 32, segments[i].Length);
        }
        (long Tag, long Value)[] tags = [(5, Base + Strings), (6, Base + Symbols), (7, Base + Relocations), (8, 24),
            (0x6ffffff0, Base + Versions), (0x6ffffffe, Base + Needs), (0x6fffffff, 1)];
        for (int i = 0; i < tags.Length; i++)
        {
            Put64(Dynamic + 16 * i, tags[i].Tag);
            Put64(Dynamic + 16 * i + 8, tags[i].Value);
        }
        const string text = "\0libstdc++.so.6\0GLIBCXX_3.4\0GLIBCXX_3.4.32\0old\0marker\0really\0";
        Encoding.ASCII.GetBytes(text, file.AsSpan(Strings));
        string[] symbols = ["", "old", "marker", "really"];
        for (int i = 1; i < symbols.Length; i++)
        {
            Put32(Symbols + 24 * i, text.IndexOf($"\0{symbols[i]}\0", StringComparison.Ordinal) + 1);
            Put16(Versions + 2 * i, i == 1 ? 2 : 3);
        }
        Put16(Needs + 2, 2);
        Put32(Needs + 4, 1);
        Put32(Needs + 8, 16);
        string[] versions = ["GLIBCXX_3.4", "GLIBCXX_3.4.32"];
        for (int i = 0; i < versions.Length; i++)
        {
            int at = Needs + 16 + 16 * i;
            Put16(at + 6, 2 + i);
            Put32(at + 8, text.IndexOf($"\0{versions[i]}\0", StringComparison.Ordinal) + 1);
            Put32(at + 12, i == 0 ? 16 : 0);
        }
        Put64(Relocations + 8, (long)relocated << 32 | 7);
        return file;
    }
}
