using BenchmarkDotNet.Attributes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Pipeline3D.Networks.Guards;
using Pipeline3D.Networks.ResNet;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Benchmarks.Networks;

/// <summary>CNTK's ResNet-18 from bytes to the maps of four stages: ours beside OnnxRuntime on the package's own graph,
/// whose batch is fixed at 1. Needs the package: <c>tools/setup --resnet</c>.</summary>
public class ResNetBenchmarks : IDisposable
{
    private const int Side = 224, Most = 8;
    private static readonly int[] Taps = [1, 2, 3, 4];
    private static readonly string[] Names = ["ReLU283_Output_0", "ReLU315_Output_0", "ReLU347_Output_0",
        "ReLU393_Output_0"];
    private readonly byte[] _rgb = new byte[3 * Side * Side * Most];
    private readonly DeviceLane _lane = new("cpu", Environment.ProcessorCount);
    private ResNetModel _model = null!;
    private InferenceSession _session = null!;

    [Params(1, Most)]
    public int Pictures { get; set; }

    [GlobalSetup]
    public void Load()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string network = Path.Combine(packages, "microsoft.ml.dnnimagefeaturizer.resnet18", "0.23.1",
            CntkResNet.NetworkPath);
        _model = new ResNetModel(CntkResNet.Read(network));
        using var options = new SessionOptions { IntraOpNumThreads = Environment.ProcessorCount };
        _session = new InferenceSession([.. File.ReadAllBytes(network), .. Names.SelectMany(OnnxBytes.Output)], options);
        new Random(1).NextBytes(_rgb);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _model.Dispose();
        _session.Dispose();
        _lane.Dispose();
    }

    [Benchmark(Baseline = true)]
    public float OnnxRuntime()
    {
        float sum = 0;
        for (int picture = 0; picture < Pictures; picture++)
        {
            var planes = new float[3 * Side * Side];
            _model.Input.Fill(_rgb.AsSpan(picture * planes.Length, planes.Length), Side, Side, planes);
            using var results = _session.Run([NamedOnnxValue.CreateFromTensor("Input247",
                new DenseTensor<float>(planes, [1, 3, Side, Side]))], Names);
            foreach (DisposableNamedOnnxValue result in results)
                sum += ((DenseTensor<float>)result.Value).Buffer.ToArray()[0];
        }
        return sum;
    }

    [Benchmark]
    public float Ours() => _lane.Run(_ => _model.Taps(_rgb.AsSpan(0, 3 * Side * Side * Pictures), Side, Side, Taps)
        .Sum(maps => maps.Of(0)[0]), default);
}
