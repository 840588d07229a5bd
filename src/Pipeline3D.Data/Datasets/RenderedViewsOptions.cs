using Pipeline3D.Core;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Data.Datasets;

/// <summary>Options of <see cref="RenderedViewsLayout"/> and its source.</summary>
public sealed record RenderedViewsOptions : DatasetSourceOptions
{
    /// <summary>In which order the files of views are taken: by their number, or as PointAD's code does by their names,
    /// which differs from 11 views on and then gives views 1 and 10 each other's labels.</summary>
    public ViewOrder ViewOrder { get; init; }

    /// <summary>What becomes of samples whose views are not whole: the run fails before it begins, or they are left out
    /// with a remark.</summary>
    public BrokenRule OnBroken { get; init; }

    /// <summary>Views that every sample must have; 0 (as many as the fullest sample of its category) to 100.</summary>
    public int Views { get; init; }

    /// <summary>Unit of the coordinates: metre for MVTec 3D-AD and Eyecandies, millimetre for Real3D-AD.</summary>
    public LengthUnit Unit { get; init; } = LengthUnit.Metre;

    /// <summary>Whether points that no view sees take over the views of another point by index, the never-seen
    /// rule.</summary>
    public bool Fill { get; init; } = true;

    /// <inheritdoc/>
    public override void Validate(Problems problems)
    {
        base.Validate(problems);
        problems.RequireRange(Views, 0, 100, nameof(Views));
    }
}

/// <summary>In which order the files of views are taken.</summary>
public enum ViewOrder
{
    /// <summary>By the number in their names.</summary>
    Numeric = 0,

    /// <summary>By their names, character by character.</summary>
    Strings = 1,
}

/// <summary>What becomes of what is not whole.</summary>
public enum BrokenRule
{
    /// <summary>Nothing begins.</summary>
    Fail = 0,

    /// <summary>It is left out, with a remark.</summary>
    Skip = 1,
}
