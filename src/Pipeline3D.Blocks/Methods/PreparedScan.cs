using Pipeline3D.Core.Items;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Data;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Methods;

/// <summary>A scan with what a method made of it.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Sample">The method's sample.</param>
/// <param name="Options">The options that it was made with; those that decide it count.</param>
/// <param name="Step">Method and options as a step of a recipe: samples of other steps are other samples.</param>
/// <param name="SampleBytes">Memory of the sample.</param>
public sealed record PreparedScan(Scan Scan, object Sample, MethodOptions Options, RecipeStep Step, long SampleBytes)
    : IByteSized
{
    /// <inheritdoc/>
    public long ByteSize => Scan.ByteSize + SampleBytes;
}
