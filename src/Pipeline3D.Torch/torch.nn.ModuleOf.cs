namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module of one input.</summary>
        public abstract class Module<T, TResult> : Module
        {
            /// <summary>A module with a name for messages.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What the module computes; override it, and invoke it through <see cref="call"/>.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs <see cref="forward"/>; a failure of libtorch learns in which layer it was.</summary>
            public TResult call(T input)
            {
                try
                {
                    return forward(input);
                }
                catch (TorchException failure) when (failure.Passes(PathName))
                {
                    throw;
                }
            }
        }

        /// <summary>A module of two inputs.</summary>
        public abstract class Module<T1, T2, TResult> : Module
        {
            /// <summary>A module with a name for messages.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What the module computes; override it, and invoke it through <see cref="call"/>.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Runs <see cref="forward"/>; a failure of libtorch learns in which layer it was.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                try
                {
                    return forward(input1, input2);
                }
                catch (TorchException failure) when (failure.Passes(PathName))
                {
                    throw;
                }
            }
        }

        /// <summary>A module of three inputs.</summary>
        public abstract class Module<T1, T2, T3, TResult> : Module
        {
            /// <summary>A module with a name for messages.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What the module computes; override it, and invoke it through <see cref="call"/>.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Runs <see cref="forward"/>; a failure of libtorch learns in which layer it was.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                try
                {
                    return forward(input1, input2, input3);
                }
                catch (TorchException failure) when (failure.Passes(PathName))
                {
                    throw;
                }
            }
        }

        /// <summary>A module of four inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult> : Module
        {
            /// <summary>A module with a name for messages.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What the module computes; override it, and invoke it through <see cref="call"/>.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>Runs <see cref="forward"/>; a failure of libtorch learns in which layer it was.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                try
                {
                    return forward(input1, input2, input3, input4);
                }
                catch (TorchException failure) when (failure.Passes(PathName))
                {
                    throw;
                }
            }
        }

        /// <summary>A module of five inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult> : Module
        {
            /// <summary>A module with a name for messages.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What the module computes; override it, and invoke it through <see cref="call"/>.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>Runs <see cref="forward"/>; a failure of libtorch learns in which layer it was.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                try
                {
                    return forward(input1, input2, input3, input4, input5);
                }
                catch (TorchException failure) when (failure.Passes(PathName))
                {
                    throw;
                }
            }
        }

        /// <summary>A module of six inputs.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult> : Module
        {
            /// <summary>A module with a name for messages.</summary>
            protected Module(string name) : base(name)
            {
            }

            /// <summary>What the module computes; override it, and invoke it through <see cref="call"/>.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            /// <summary>Runs <see cref="forward"/>; a failure of libtorch learns in which layer it was.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                try
                {
                    return forward(input1, input2, input3, input4, input5, input6);
                }
                catch (TorchException failure) when (failure.Passes(PathName))
                {
                    throw;
                }
            }
        }
    }
}
