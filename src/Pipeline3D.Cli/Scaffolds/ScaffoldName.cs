using System.Text.RegularExpressions;
using Pipeline3D.Definitions.Registry;

namespace Pipeline3D.Cli.Scaffolds;

/// <summary>Name of a block or method to be, in all the forms that its files need.</summary>
/// <param name="Room">First part of a block's address; empty for a method.</param>
/// <param name="Word">Second part of a block's address; a method's id.</param>
internal sealed partial record ScaffoldName(string Room, string Word)
{
    private const int Longest = 60;

    private static readonly string[] Ours = ["source", "filter", "feature", "scoring", "evaluation", "sink"];

    /// <summary>Address in pipeline files, for example <c>own.drop-far-points</c>.</summary>
    public string Address => $"{Room}.{Word}";

    /// <summary>Start of its classes' names, for example <c>DropFarPoints</c>.</summary>
    public string Pascal => string.Concat(Word.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>Reads what the user wrote.</summary>
    /// <exception cref="UsageException">It cannot be an address, or is taken.</exception>
    public static ScaffoldName Parse(string text, BlockRegistry known)
    {
        if (text.Length > Longest || !Form().IsMatch(text))
            throw new UsageException($"'{text}' cannot name a block: use small letters, digits and dashes, each part "
                + $"beginning with a letter, at most {Longest} characters, for example drop-far-points or "
                + "acme.drop-far-points");
        string[] parts = text.Split('.');
        var name = new ScaffoldName(parts.Length == 2 ? parts[0] : "own", parts[^1]);
        if (Ours.Contains(name.Room))
            throw new UsageException($"the room '{name.Room}' holds the program's own blocks; use one of yours, for "
                + $"example own.{name.Word}");
        if (known.Find(name.Address) is { } taken)
            throw new UsageException($"the address '{name.Address}' is taken by {taken.Type.FullName}; use another "
                + "name");
        return name;
    }

    /// <summary>Reads what the user wants a method to be called.</summary>
    /// <exception cref="UsageException">It cannot be an id, or is taken.</exception>
    public static ScaffoldName ParseMethod(string text, BlockRegistry known)
    {
        if (text.Length > Longest || !Form().IsMatch(text) || text.Contains('.', StringComparison.Ordinal))
            throw new UsageException($"'{text}' cannot name a method: use small letters, digits and dashes, each part "
                + $"beginning with a letter, at most {Longest} characters, for example mean-depth");
        if (known.Find($"fit.{text}") is { } taken)
            throw new UsageException($"there is a method '{text}' already, {taken.Declaration.FullName}; use another "
                + "name");
        return new ScaffoldName("", text);
    }

    [GeneratedRegex(@"\A([a-z][a-z0-9]*(-[a-z][a-z0-9]*)*\.)?[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*\z")]
    private static partial Regex Form();
}
