namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Start values of parameters, in place and outside of the graph.</summary>
        public static class init
        {
            /// <summary>Draws from U[low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1) =>
                Quietly(tensor, () => tensor.uniform_(low, high));

            /// <summary>Draws from a normal distribution.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1) =>
                Quietly(tensor, () => tensor.normal_(mean, std));

            /// <summary>Sets one value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Quietly(tensor, () => tensor.fill_(val));

            /// <summary>Sets zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>Sets ones.</summary>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>Uniform with the bound sqrt(6 / ((1 + a^2) fan_in)), of He et al. 2015 for leaky ReLU of slope a.</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0)
            {
                double gain = Math.Sqrt(2.0 / (1 + a * a));
                double bound = Math.Sqrt(3.0) * (gain / Math.Sqrt(Fans(tensor).In));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Uniform with the bound gain sqrt(6 / (fan_in + fan_out)), of Glorot and Bengio 2010.</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0)
            {
                (long into, long outOf) = Fans(tensor);
                double bound = Math.Sqrt(3.0) * (gain * Math.Sqrt(2.0 / (into + outOf)));
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Inputs and outputs that meet in one element of a weight [out, in, ...].</summary>
            internal static (long In, long Out) Fans(Tensor weight)
            {
                long[] shape = weight.shape;
                if (shape.Length < 2)
                    throw new ArgumentException($"fans need at least two dimensions, not {shape.Length}");
                long field = 1;
                foreach (long size in shape.AsSpan(2))
                    field *= size;
                return (shape[1] * field, shape[0] * field);
            }

            private static Tensor Quietly(Tensor tensor, Action draw)
            {
                using (no_grad())
                    draw();
                return tensor;
            }
        }
    }
}
