using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace NetworkProbe;

/// <summary>What TorchSharp itself ends the process for, through this project's guards.</summary>
internal static class HostileGuards
{
    public static int Run()
    {
        TorchRuntime.Require();
        using DisposeScope scope = NewDisposeScope();
        Report.Case("matmul of shapes that do not fit", () => MatrixProduct.Matmul(ones(2, 3), ones(4, 5)).ToString());
        Report.Case("matmul of types that differ",
            () => MatrixProduct.Matmul(ones(2, 3), ones(3, 2, ScalarType.Float64)).ToString());
        Report.Case("matmul of truth values", () => MatrixProduct.Matmul(ones(2, 2) > 0, ones(2, 2) > 0).ToString());
        Report.Case("matmul of numbers", () => MatrixProduct.Matmul(tensor(1f), tensor(2f)).ToString());
        Report.Case("matmul beyond memory",
            () => MatrixProduct.Matmul(zeros(1).expand(1L << 22, 1), zeros(1).expand(1, 1L << 24)).ToString());
        Report.Case("matmul of NaN", () => MatrixProduct.Matmul(full([2, 2], float.NaN), ones(2, 2)).sum().item<float>()
            .ToString(System.Globalization.CultureInfo.InvariantCulture));
        Report.Case("cummax along no axis", () => RunningExtremes.Max(ones(2, 3), 2).Values.ToString());
        Report.Case("cummin of complex numbers",
            () => RunningExtremes.Min(zeros(2, ScalarType.ComplexFloat32), 0).Values.ToString());
        Report.Case("cummax of NaN", () => RunningExtremes.Max(full([2], float.NaN), 0).Values.ToString());
        Report.Case("gradients of what has none", () => Gradients.Of(new BackwardGuard(), [ones(1)],
            [ones(1)])[0]!.ToString());
        Report.Case("gradients of an output without a graph",
            () => Gradients.Of(new BackwardGuard(), [ones(1)], [ones(1, requires_grad: true)])[0]!.ToString());
        Report.Case("gradients of many outputs without seeds", () =>
        {
            Tensor x = ones(3, requires_grad: true);
            return Gradients.Of(new BackwardGuard(), [x * 2], [x])[0]!.ToString();
        });
        Report.Case("backward twice", () =>
        {
            Tensor y = ones(3, requires_grad: true).exp().sum();
            new BackwardGuard().Backward(y);
            new BackwardGuard().Backward(y);
            return "";
        });
        foreach (Misbehaviour kind in Enum.GetValues<Misbehaviour>())
            Report.Case($"a backward that {kind}", () => Misbehave(kind));
        Report.Case("module to a type of whole numbers", () => Placement.Convert(nn.Linear(2, 2),
            ScalarType.Int64).ToString()!);
        Report.Case("module to a device that is not here", () => Placement.Move(nn.Linear(2, 2),
            TorchRuntime.Device("cuda:7")).ToString()!);
        Report.Case("a lane of no threads", () => new DeviceLane("cpu", 0).ToString()!);
        Report.Case("a lane of no device", () => new DeviceLane("tpu", 1).ToString()!);
        return 0;
    }

    private static string Misbehave(Misbehaviour kind)
    {
        var guard = new BackwardGuard();
        Tensor x = ones(3, requires_grad: true), doubled = x * 2;
        Tensor y = Misbehaving.Apply(guard, doubled, kind);
        if (kind == Misbehaviour.HasAChangedInput)
            doubled.add_(1);
        guard.Backward(y.sum());
        return x.grad!.ToString();
    }
}
