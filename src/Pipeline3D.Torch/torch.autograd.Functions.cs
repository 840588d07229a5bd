using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>A function of tensors and other values with one tensor as result, whose forward and backward are written
        /// in C#: derive from it and call <see cref="apply"/>.</summary>
        /// <typeparam name="T">The deriving class.</typeparam>
        /// <remarks>forward runs without recording and returns a new tensor. backward gives one gradient for each variable
        /// handed to apply, null for what is no tensor or needs none; it runs in a dispose scope of its own, on the thread
        /// that called backward(). An exception in it comes up from backward() as the cause of a
        /// <see cref="TorchException"/>. Second derivatives are refused.</remarks>
        public abstract class SingleTensorFunction<T> where T : SingleTensorFunction<T>, new()
        {
            /// <summary>The function's name in messages.</summary>
            public abstract string Name { get; }

            /// <summary>Computes the result; keeps in the context what backward needs.</summary>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>Gradients of the variables, from that of the result, which is the only one in the list.</summary>
            public abstract List<Tensor?> backward(AutogradContext ctx, List<Tensor?> grad_outputs);

            /// <summary>Runs the function on variables: tensors and anything else.</summary>
            public static Tensor apply(params object[] vars)
            {
                var function = new T();
                return FunctionNode.Apply(function.Name, vars, (ctx, given) => [function.forward(ctx, given)],
                    function.backward)[0];
            }
        }

        /// <summary>As <see cref="SingleTensorFunction{T}"/>, with several tensors as result.</summary>
        /// <typeparam name="T">The deriving class.</typeparam>
        public abstract class MultiTensorFunction<T> where T : MultiTensorFunction<T>, new()
        {
            /// <summary>The function's name in messages.</summary>
            public abstract string Name { get; }

            /// <summary>Computes the results; keeps in the context what backward needs.</summary>
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>Gradients of the variables, from those of the results.</summary>
            public abstract List<Tensor?> backward(AutogradContext ctx, List<Tensor?> grad_outputs);

            /// <summary>Runs the function on variables: tensors and anything else.</summary>
            public static List<Tensor> apply(params object[] vars)
            {
                var function = new T();
                return FunctionNode.Apply(function.Name, vars, function.forward, function.backward);
            }
        }
    }
}
