using Pipeline3D.Torch.Modules;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Base of the optimizers. Its state belongs to it, whatever dispose scope a step runs in.</summary>
        public abstract class Optimizer : IDisposable
        {
            private protected Optimizer(IEnumerable<Parameter> parameters, double lr)
            {
                Parameters = [.. parameters];
                ParamGroups = [new ParamGroup(lr)];
            }

            /// <summary>Settings that may change during training.</summary>
            public IReadOnlyList<ParamGroup> ParamGroups { get; }

            private protected IReadOnlyList<Parameter> Parameters { get; }

            /// <summary>The step size.</summary>
            public double LearningRate
            {
                get => ParamGroups[0].LearningRate;
                set => ParamGroups[0].LearningRate = value;
            }

            /// <summary>Forgets the gradients of its parameters.</summary>
            public void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in Parameters)
                    parameter.ForgetGradient(set_to_none);
            }

            /// <summary>Changes its parameters by their gradients; those without one stay.</summary>
            /// <param name="closure">Computes the loss anew with gradients; null where that was done before.</param>
            /// <returns>The closure's loss; null without one.</returns>
            public Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = closure?.Invoke();
                using (no_grad())
                using (NewDisposeScope())
                    for (int i = 0; i < Parameters.Count; i++)
                        if (Parameters[i].grad is { } gradient)
                            Step(i, Parameters[i], gradient);
                return loss;
            }

            /// <summary>State by <c>number of parameter.name</c>, for a checkpoint; the tensors themselves, not copies, but
            /// the counts of steps.</summary>
            /// <remarks>Not in TorchSharp, whose optimizers save themselves to files.</remarks>
            public abstract Dictionary<string, Tensor> get_state();

            /// <summary>Takes over copies of a state that <see cref="get_state"/> gave.</summary>
            /// <exception cref="ArgumentException">A name is unknown or a shape differs.</exception>
            public abstract void set_state(IReadOnlyDictionary<string, Tensor> state);

            /// <summary>Releases its state, not the parameters.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Releases its state.</summary>
            protected abstract void Dispose(bool disposing);

            private protected abstract void Step(int index, Parameter parameter, Tensor gradient);

            private protected static Tensor Kept(Tensor state) => state.DetachFromDisposeScope();
        }

        /// <summary>Settings of an optimizer that may change during training.</summary>
        public sealed class ParamGroup
        {
            internal ParamGroup(double lr) => (LearningRate, InitialLearningRate) = (lr, lr);

            /// <summary>The step size.</summary>
            public double LearningRate { get; set; }

            /// <summary>The step size that training began with.</summary>
            public double InitialLearningRate { get; }
        }
    }
}
