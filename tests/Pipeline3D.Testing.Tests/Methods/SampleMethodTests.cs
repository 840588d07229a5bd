using Pipeline3D.Testing.Methods;
using SampleMethod.MeanDepth;

namespace Pipeline3D.Testing.Tests.Methods;

/// <summary>A stranger's method keeps the same rules as ours, by the same suite.</summary>
public sealed class SampleMethodTests
{
    [Fact]
    public void MeanDepth_OfAStranger_KeepsAllRules()
        => Assert.NotNull(new MethodConformance<MeanDepth>(new MeanDepthOptions { Cells = 12 }).Check());
}
