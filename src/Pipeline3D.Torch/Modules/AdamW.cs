namespace Pipeline3D.Torch.Modules;

/// <summary>Adam whose weight decay shrinks the parameter itself (Loshchilov and Hutter 2019).</summary>
public sealed class AdamW : Adam
{
    internal AdamW(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps,
        double weight_decay, bool amsgrad, bool maximize)
        : base(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, decoupled: true)
    {
    }
}
