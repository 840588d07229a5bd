using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How a loss joins its elements; the numbers are libtorch's.</summary>
        public enum Reduction
        {
            /// <summary>Not at all.</summary>
            None = 0,

            /// <summary>Their mean.</summary>
            Mean = 1,

            /// <summary>Their sum.</summary>
            Sum = 2,
        }

        public static partial class functional
        {
            /// <summary>Squared differences.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Operators.One("mse_loss", "", input, target, (long)reduction);

            /// <summary>Absolute differences.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Operators.One("l1_loss", "", input, target, (long)reduction);

            /// <summary>Squared differences over 2 beta below beta, absolute ones less beta / 2 above.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean,
                double beta = 1) => Operators.One("smooth_l1_loss", "", input, target, (long)reduction, beta);

            /// <summary>Negative log-likelihood of classes under softmax.</summary>
            /// <param name="input">[batch, classes, ...], before softmax.</param>
            /// <param name="target">Class indices, [batch, ...].</param>
            /// <param name="weight">[classes] or null.</param>
            /// <param name="ignore_index">Targets of this value do not count.</param>
            /// <param name="reduction">How elements are joined.</param>
            /// <param name="label_smoothing">Share spread over all classes.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) => Operators.One("cross_entropy_loss",
                    "", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>Binary cross-entropy of logits.</summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => Operators.One(
                    "binary_cross_entropy_with_logits", "", input, target, weight, pos_weights, (long)reduction);

            /// <summary>Cosines between vectors along a dimension.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) =>
                Operators.One("cosine_similarity", "", x1, x2, dim, eps);
        }
    }
}
