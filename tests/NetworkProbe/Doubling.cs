using Pipeline3D.Networks;
using TorchSharp;

namespace NetworkProbe;

/// <summary>The smallest network: twice its input.</summary>
internal sealed class Doubling() : Network<torch.Tensor, torch.Tensor>("doubling")
{
    public override torch.Tensor forward(torch.Tensor input) => input * 2;
}
