using Pipeline3D.Core;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Geometry;

namespace Pipeline3D.Blocks.Filters;

/// <summary>Converts coordinates between metres and millimetres, or declares the unit of coordinates that have
/// none.</summary>
/// <remarks>A scan without a physical unit is taken to be in the unit given by <c>assume</c>, or rejected when that is
/// not set.</remarks>
[Block("filter.convert-unit", Summary = "Convert coordinates between metres and millimetres.")]
public sealed class ConvertUnitFilter(ConvertUnitOptions options) : TransformBlock3D<Scan, Scan>(options)
{
    /// <inheritdoc/>
    public override UnitFlow Units => new(null, options.To);

    /// <inheritdoc/>
    public override ValueTask<Scan> TransformAsync(Scan input, BlockContext context)
    {
        LengthUnit from = input.Unit != LengthUnit.Arbitrary ? input.Unit : options.Assume;
        if (from == LengthUnit.Arbitrary)
            throw context.Reject(RejectReason.WrongUnit,
                "the coordinates have no physical unit; set 'assume' to the one they are in");
        double exact = from == options.To ? 1 : from == LengthUnit.Metre ? 1000 : 0.001;
        float scale = (float)exact;
        if (scale == 1 && input.Unit == options.To)
            return new(input);
        var cloud = new PointCloud(input.Cloud.Count);
        Scale(input.Cloud.X, cloud.X);
        Scale(input.Cloud.Y, cloud.Y);
        Scale(input.Cloud.Z, cloud.Z);
        return new(input with
        {
            Cloud = cloud,
            Grid = input.Grid is null ? null : new OrganizedCloud(input.Grid.Width, input.Grid.Height, cloud),
            Offset = exact * input.Offset,
            Unit = options.To,
            // Pictures and pixels have no unit.
            Views = input.Views,
        });

        void Scale(ReadOnlySpan<float> source, Span<float> target)
        {
            for (int i = 0; i < source.Length; i++)
                target[i] = source[i] * scale;
        }
    }
}
