using Pipeline3D.Networks.Training;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.ResNet;

/// <summary>A convolution and its norm, however they are held.</summary>
internal interface IResNetLayers
{
    /// <summary>A convolution without bias and the norm after it.</summary>
    Tensor Convolve(Tensor input, string convolution, string norm, int stride, int padding, int groups);
}

/// <summary>Convolutions and norms apart, as they are learnt.</summary>
internal readonly struct FlatResNetLayers(FlatTensors tensors, bool byBatch) : IResNetLayers
{
    public Tensor Convolve(Tensor input, string convolution, string norm, int stride, int padding, int groups)
    {
        using Tensor wide = tensors.Convolve(input, convolution, stride, padding, groups);
        return byBatch ? tensors.NormByBatch(wide, norm) : tensors.BatchNorm(wide, norm);
    }
}
