namespace Pipeline3D.Networks.Loading;

/// <summary>One version of symbols that a shared library wants another to have, for example GLIBCXX_3.4.32 of
/// libstdc++.so.6.</summary>
/// <param name="Library">Who must have it.</param>
/// <param name="Version">Its name.</param>
/// <param name="Index">How the file's symbols refer to it.</param>
/// <param name="FlagsPlace">Byte of the file where its flags are.</param>
/// <param name="IsWeak">The system's loader goes on without it.</param>
internal sealed record VersionNeed(string Library, string Version, int Index, int FlagsPlace, bool IsWeak)
{
    private const int Weak = 2, VersionMask = 0x7fff, RelocationSize = 24, SymbolSize = 24;
    private const long NeedTag = 0x6ffffffe, NeedCountTag = 0x6fffffff, SymbolVersionsTag = 0x6ffffff0;
    private const long StringsTag = 5, SymbolsTag = 6, RelocationsTag = 7, RelocationsBytesTag = 8, JumpsTag = 23,
        JumpsBytesTag = 2;

    /// <summary>Every version that a file needs.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyList<VersionNeed> Of(ElfImage file)
    {
        var needs = new List<VersionNeed>();
        if (file.Tag(NeedTag) is not { } table)
            return needs;
        ulong strings = file.PlaceOf(Required(file, StringsTag, "string table")), need = file.PlaceOf(table);
        for (ulong left = file.Tag(NeedCountTag) ?? 0; left > 0; left--)
        {
            string library = file.TextAt(checked(strings + file.UInt32(need + 4)));
            ulong entry = checked(need + file.UInt32(need + 8));
            for (int entries = file.UInt16(need + 2); entries > 0; entries--)
            {
                needs.Add(new VersionNeed(library, file.TextAt(checked(strings + file.UInt32(entry + 8))),
                    file.UInt16(entry + 6) & VersionMask, checked((int)(entry + 4)),
                    (file.UInt16(entry + 4) & Weak) != 0));
                entry = Next(entry, file.UInt32(entry + 12), entries);
            }
            need = Next(need, file.UInt32(need + 12), left > 1 ? 2 : 1);
        }
        return needs;
    }

    /// <summary>Names of the symbols of this version that the file binds anything to.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyList<string> UsedBy(ElfImage file)
    {
        ulong versions = file.PlaceOf(Required(file, SymbolVersionsTag, "table of symbol versions"));
        ulong symbols = file.PlaceOf(Required(file, SymbolsTag, "symbol table"));
        ulong strings = file.PlaceOf(Required(file, StringsTag, "string table"));
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (uint symbol in Relocated(file, RelocationsTag, RelocationsBytesTag)
            .Concat(Relocated(file, JumpsTag, JumpsBytesTag)).Distinct())
            if (symbol > 0 && (file.UInt16(versions + 2UL * symbol) & VersionMask) == Index)
                used.Add(file.TextAt(checked(strings + file.UInt32(symbols + (ulong)SymbolSize * symbol))));
        return [.. used];
    }

    /// <summary>A copy of the file in which this version is wanted, but not needed.</summary>
    public byte[] Weakened(ReadOnlySpan<byte> file)
    {
        byte[] copy = file.ToArray();
        copy[FlagsPlace] |= Weak;
        return copy;
    }

    private static IEnumerable<uint> Relocated(ElfImage file, long tableTag, long bytesTag)
    {
        if (file.Tag(tableTag) is not { } table || file.Tag(bytesTag) is not { } bytes)
            yield break;
        ulong place = file.PlaceOf(table);
        for (ulong at = 0; at + RelocationSize <= bytes; at += RelocationSize)
            yield return (uint)(file.UInt64(checked(place + at + 8)) >> 32);
    }

    private static ulong Required(ElfImage file, long tag, string what) => file.Tag(tag)
        ?? throw new InvalidDataException($"the file has no {what}");

    // A list whose links stand still or turn back would be read for ever.
    private static ulong Next(ulong place, uint step, int left) => left > 1 && step == 0
        ? throw new InvalidDataException($"the list of needed versions stands still at byte {place}")
        : checked(place + step);
}
