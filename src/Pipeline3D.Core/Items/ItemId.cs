namespace Pipeline3D.Core.Items;

/// <summary>Who an item is: the place of one scan in its dataset. Equal ids mean the same scan.</summary>
/// <param name="Dataset">Name of the dataset, for example <c>mvtec3d</c>.</param>
/// <param name="Category">Kind of object, for example <c>bagel</c>; one model is learnt per category.</param>
/// <param name="Split">Part of the dataset: <c>train</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Defect">Kind of defect, <c>good</c> for none, empty when unknown.</param>
/// <param name="Name">Name within the defect folder, for example <c>007</c>.</param>
public sealed record ItemId(string Dataset, string Category, string Split, string Defect, string Name)
    : IComparable<ItemId>
{
    /// <summary>The address used in files and messages: <c>category/split/defect/name</c>, empty parts left
    /// out.</summary>
    public string Path => string.Join('/', new[] { Category, Split, Defect, Name }.Where(part => part.Length > 0));

    /// <summary>Orders by dataset, category, split, defect and name, ordinally: the fixed order of every
    /// listing.</summary>
    public int CompareTo(ItemId? other)
    {
        if (other is null)
            return 1;
        int order = string.CompareOrdinal(Dataset, other.Dataset);
        if (order == 0) order = string.CompareOrdinal(Category, other.Category);
        if (order == 0) order = string.CompareOrdinal(Split, other.Split);
        if (order == 0) order = string.CompareOrdinal(Defect, other.Defect);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(ItemId left, ItemId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(ItemId left, ItemId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts before or equals <paramref name="right"/>.</summary>
    public static bool operator <=(ItemId left, ItemId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after or equals <paramref name="right"/>.</summary>
    public static bool operator >=(ItemId left, ItemId right) => left.CompareTo(right) >= 0;
}
