using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Pipeline3D.Torch.Tests;

public sealed class TorchRuntimeTests : NeedsTorch
{
    [Fact]
    public void Describe_OnThisMachine_NamesAFastBlas()
    {
        TorchDescription found = TorchRuntime.Describe();
        Assert.True(found.IsFastBlas, found.Warning);
        Assert.Contains("OpenBLAS", found.Blas, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"^\d+\.\d+", found.Version);
        Assert.Empty(found.Warning);
        Assert.Contains("libopenblas0-pthread", (found with { IsFastBlas = false }).Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void SetNumThreads_SetsThoseOfLibtorchAndOfTheBlas()
    {
        int before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            Assert.Equal((1, 1), (TorchRuntime.Describe().Threads, TorchRuntime.Describe().BlasThreads));
            torch.set_num_threads(2);
            Assert.Equal((2, 2), (TorchRuntime.Describe().Threads, TorchRuntime.Describe().BlasThreads));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void WhyUnavailable_WithoutTheNativeFile_IsOneSentenceWithTheCommand()
    {
        // The assembly a second time, by itself, with nothing native to be found.
        var alone = new AssemblyLoadContext("without libtorch", isCollectible: false);
        Assembly assembly = alone.LoadFromAssemblyPath(typeof(TorchRuntime).Assembly.Location);
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => throw new DllNotFoundException(name));
        Type runtime = assembly.GetType(typeof(TorchRuntime).FullName!)!;
        Assert.False((bool)runtime.GetProperty(nameof(TorchRuntime.IsAvailable))!.GetValue(null)!);
        string why = (string)runtime.GetProperty(nameof(TorchRuntime.WhyUnavailable))!.GetValue(null)!;
        Assert.Contains("apt-get install g++ libtorch-dev libopenblas0-pthread", why, StringComparison.Ordinal);
        TargetInvocationException error = Assert.Throws<TargetInvocationException>(
            () => runtime.GetMethod(nameof(TorchRuntime.Require))!.Invoke(null, null));
        Assert.Equal(nameof(TorchUnavailableException), error.InnerException!.GetType().Name);
    }
}
