using ILGPU;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Kernels.Descriptors;

/// <summary>A dense layer on rows, with its activation, and added to what stands there if wanted; one index per row and
/// output.</summary>
internal struct NetworkDense
{
    /// <summary>Shape [n, Inputs].</summary>
    public ArrayView<float> Input;

    /// <summary>Weight, transposed, so that neighbouring threads read neighbouring values; shape [Inputs,
    /// Outputs].</summary>
    public ArrayView<float> Weight;

    /// <summary>Shape [Outputs].</summary>
    public ArrayView<float> Bias;

    /// <summary>Shape [n, Outputs]; overwritten or added to.</summary>
    public ArrayView<float> Output;

    /// <summary>Values of a row; 0 for an input that is zero.</summary>
    public int Inputs;

    /// <summary>Outputs of a row.</summary>
    public int Outputs;

    /// <summary>Slope of LeakyReLU below zero; 1 for no activation.</summary>
    public float Slope;

    /// <summary>1 to add to the output.</summary>
    public int Adds;

    [Kernel]
    public static void Run(Index1D index, NetworkDense args)
    {
        int row = index / args.Outputs, output = index - (row * args.Outputs);
        long first = (long)row * args.Inputs;
        float sum = args.Bias[output];
        for (int i = 0; i < args.Inputs; i++)
            sum += args.Input[first + i] * args.Weight[(i * args.Outputs) + output];
        sum = sum > 0 ? sum : args.Slope * sum;
        args.Output[index] = args.Adds != 0 ? args.Output[index] + sum : sum;
    }
}
