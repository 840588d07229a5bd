using System.Reflection;

// The good sample is read as IL and never run, so nothing assigns its fields.
#pragma warning disable CS0649

namespace Pipeline3D.Kernels.Tests;

/// <summary>Every kernel keeps to what device compilers support; and the check sees each kind of breach.</summary>
public sealed class KernelContractTests
{
    public static TheoryData<string> Kernels { get; } =
        [.. KernelRules.KernelsOf(typeof(IKernelBody).Assembly).Select(kernel => kernel.FullName!)];

    public static TheoryData<string> BadKernels { get; } =
        [.. KernelRules.KernelsOf(typeof(BadKernels).Assembly)
            .Where(kernel => kernel.IsDefined(typeof(BreaksAttribute))).Select(kernel => kernel.FullName!)];

    [Theory, MemberData(nameof(Kernels))]
    public void Check_KernelOfTheAssembly_NoBreach(string name)
        => Assert.Empty(KernelRules.Check(typeof(IKernelBody).Assembly.GetType(name)!).Breaches);

    [Fact]
    public void Check_AllKernels_ReadsTheHelpersToo()
    {
        Type[] kernels = KernelRules.KernelsOf(typeof(IKernelBody).Assembly);
        string[] methods = [.. kernels.SelectMany(kernel => KernelRules.Check(kernel).Methods).Distinct()];
        Assert.True(kernels.Length >= 22, $"only {kernels.Length} kernels");
        Assert.All(
            ["JacobiRotation.Apply", "NeighbourSlots.Insert", "CellGridShape.CellOf", "CameraRow.Projected",
                "SortKey.ForMaximum", "PixelStencil.NeighbourMean", "Float3..ctor"],
            helper => Assert.Contains("Pipeline3D.Kernels." + helper, methods));
    }

    [Theory, MemberData(nameof(BadKernels))]
    public void Check_BadKernel_SaysWhatIsWrong(string name)
    {
        Type kernel = typeof(BadKernels).Assembly.GetType(name)!;
        string expected = kernel.GetCustomAttribute<BreaksAttribute>()!.Message;
        IReadOnlyList<string> breaches = KernelRules.Check(kernel).Breaches;
        Assert.Contains(breaches, breach => breach.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_GoodKernel_NoBreach()
        => Assert.Empty(KernelRules.Check(typeof(GoodKernel<>)).Breaches);

    private enum Axis
    {
        X,
        Y,
        Z,
    }

    // Uses much of what works: tuples, switch, ref, enum, generic and static helpers.
    private struct GoodKernel<TF> : IKernelBody
        where TF : struct, IBuffer<float>
    {
        public TF Values;
        public Axis Axis;
        public Float3 Offset;

        public void Execute(int index)
        {
            (float a, float b) = Both(index);
            Raise(ref a, Axis switch { Axis.X => Offset.X, Axis.Y => Offset.Y, _ => Offset.Z });
            Values[index] = MathF.Sqrt(MathF.Max(a, b));
        }

        private (float A, float B) Both(int index) => (Values[index], Math.Abs(index));

        private static void Raise(ref float value, float by) => value += by;
    }
}
