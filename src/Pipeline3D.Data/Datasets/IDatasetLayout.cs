using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Data.Datasets;

/// <summary>How a dataset lies in its folder: which files make a scan, which split and defect they belong to. Declared
/// by a <see cref="LayoutAttribute"/>.</summary>
/// <remarks>A layout holds options only; all its members may be called from several threads.
/// <see cref="DatasetFolders"/> lists and checks folders, <see cref="StemWalk"/> walks files that belong together, <see
/// cref="ScanParts"/> makes scans of what they hold.</remarks>
public interface IDatasetLayout
{
    /// <summary>The name that its attribute declares, for example <c>mvtec3d</c>; the dataset of its ids.</summary>
    string Name { get; }

    /// <summary>Unit of the coordinates that its scans have.</summary>
    LengthUnit Unit { get; }

    /// <summary>One sentence: what the dataset is called and how its folder looks; for messages.</summary>
    string Form { get; }

    /// <summary>Splits a query may name, in ordinal order.</summary>
    IReadOnlyList<string> Splits { get; }

    /// <summary>Whether the folder looks like this layout. Cost: a few directory listings.</summary>
    bool Matches(string root);

    /// <summary>The categories in the folder, in ordinal order; empty when it is not this layout.</summary>
    IReadOnlyList<string> CategoriesOf(string root);

    /// <summary>Lists the scans of a query in ordinal order of their ids, without reading any.</summary>
    /// <param name="query">Where and which.</param>
    /// <param name="remark">Receives what a user should know about the folder.</param>
    /// <returns>Lazy; a second enumeration lists the folder again. Loading an entry throws a
    /// <see cref="Formats.FormatException3D"/> for a file that is missing, damaged, or does not fit the others; the
    /// source makes a dead letter of it.</returns>
    /// <exception cref="DatasetException">The folder is missing or holds no such scans, a category or split is unknown.
    /// Two files that make the same scan are both listed, next to each other.</exception>
    IEnumerable<SourceEntry<Scan>> Enumerate(DatasetQuery query, Action<string> remark);

    /// <summary>Finds one scan by its id: the entry that <see cref="Enumerate"/> would list, with the same
    /// files.</summary>
    /// <param name="query">Where; categories and split that it names hold the id's.</param>
    /// <param name="item">Who the scan is; may come from another machine, and name what is not there.</param>
    /// <param name="input">Where it was listed from, which tells two files of one scan apart.</param>
    /// <returns>Null when it would not be listed.</returns>
    /// <remarks>Default: looks for it in the listing of its category. Cost: of that listing; a layout that can tell the
    /// files by the id needs but a look into their folders.</remarks>
    SourceEntry<Scan>? Locate(DatasetQuery query, ItemId item, string input)
        => DatasetFolders.FindListed(this, query, item, input);
}
