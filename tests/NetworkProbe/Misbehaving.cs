using Pipeline3D.Networks.Guards;
using static TorchSharp.torch;

namespace NetworkProbe;

/// <summary>What a custom function's way back can do wrong.</summary>
internal enum Misbehaviour
{
    Throws,
    GivesTooFew,
    GivesTooMany,
    GivesAnotherShape,
    GivesOneForNoTensor,
    FailsInLibtorch,
    HasAChangedInput,
}

/// <summary>A function whose way back does one of them.</summary>
internal sealed class Misbehaving : GuardedFunction<Misbehaving>
{
    public override string Name => "misbehaving";

    protected override Tensor Compute(autograd.AutogradContext context, IReadOnlyList<object> variables)
    {
        context.save_for_backward([(Tensor)variables[0]]);
        context.save_data("kind", variables[1]);
        return ((Tensor)variables[0]).clone();
    }

    protected override IReadOnlyList<Tensor?> Differentiate(autograd.AutogradContext context, Tensor gradient)
        => (Misbehaviour)context.get_data("kind") switch
        {
            Misbehaviour.Throws => throw new InvalidDataException("no gradient today"),
            Misbehaviour.GivesTooFew => [gradient],
            Misbehaviour.GivesTooMany => [gradient, null, gradient],
            Misbehaviour.GivesAnotherShape => [gradient.unsqueeze(0), null],
            Misbehaviour.GivesOneForNoTensor => [gradient, gradient],
            Misbehaviour.FailsInLibtorch => [gradient.mm(gradient), null],
            _ => [gradient * context.get_saved_variables()[0], null],
        };
}
