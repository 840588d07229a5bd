using Pipeline3D.Torch.Modules;

namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Optimizers: they change parameters by the gradients that backward collected.</summary>
    public static partial class optim
    {
        /// <summary>Adaptive moments (Kingma and Ba 2015); weight decay is added to the gradient.</summary>
        /// <param name="parameters">What is trained.</param>
        /// <param name="lr">Step size.</param>
        /// <param name="beta1">Decay of the mean of gradients.</param>
        /// <param name="beta2">Decay of the mean of squared gradients.</param>
        /// <param name="eps">Added to the root of the latter.</param>
        /// <param name="weight_decay">Share of the parameter added to its gradient.</param>
        /// <param name="amsgrad">Uses the largest mean of squared gradients so far.</param>
        /// <param name="maximize">Climbs.</param>
        public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9,
            double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
            bool maximize = false) => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, false);

        /// <summary>Adam whose weight decay shrinks the parameter itself (Loshchilov and Hutter 2019).</summary>
        /// <param name="parameters">What is trained.</param>
        /// <param name="lr">Step size.</param>
        /// <param name="beta1">Decay of the mean of gradients.</param>
        /// <param name="beta2">Decay of the mean of squared gradients.</param>
        /// <param name="eps">Added to the root of the latter.</param>
        /// <param name="weight_decay">Share of the parameter that a step of size 1 takes away.</param>
        /// <param name="amsgrad">Uses the largest mean of squared gradients so far.</param>
        /// <param name="maximize">Climbs.</param>
        public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9,
            double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
            bool maximize = false) => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <summary>Steps along the gradient, with momentum on wish.</summary>
        /// <param name="parameters">What is trained.</param>
        /// <param name="learningRate">Step size.</param>
        /// <param name="momentum">Decay of the running sum of gradients.</param>
        /// <param name="dampening">Share of a gradient that does not enter that sum.</param>
        /// <param name="weight_decay">Share of the parameter added to its gradient.</param>
        /// <param name="nesterov">Looks one step ahead.</param>
        /// <param name="maximize">Climbs.</param>
        public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0,
            double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false) =>
            new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
    }
}
