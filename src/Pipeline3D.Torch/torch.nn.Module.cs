using System.Reflection;
using Pipeline3D.Torch.Modules;

namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Layers, losses and the functions under them.</summary>
    public static partial class nn
    {
        /// <summary>Base of all layers and models: holds parameters, buffers and submodules by name.</summary>
        /// <remarks>A model derives from <see cref="Module{T, TResult}"/>, sets its fields and calls
        /// <see cref="RegisterComponents"/> last in its constructor; the names of the fields become the keys of its state.
        /// </remarks>
        public partial class Module : IDisposable
        {
            private readonly List<(string Name, Module Module)> _submodules = [];
            private readonly List<(string Name, Parameter Parameter)> _parameters = [];
            private readonly List<(string Name, Tensor Buffer, bool Persistent)> _buffers = [];
            private readonly string _name;

            /// <summary>A module with a name for messages.</summary>
            protected Module(string name) => _name = name;

            /// <summary>True in training, where dropout drops and batch normalisation measures.</summary>
            public bool training { get; private set; } = true;

            // Under which name its parent registered it.
            internal string? FieldName { get; private set; }

            /// <summary>The name given to the constructor.</summary>
            public virtual string GetName() => _name;

            /// <summary>Registers every field that holds a module, a parameter or a tensor (as a buffer) under the field's
            /// name, in the order of declaration, base classes first.</summary>
            protected virtual void RegisterComponents()
            {
                var classes = new Stack<Type>();
                for (Type? type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                    classes.Push(type);
                foreach (Type type in classes)
                    foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public
                        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).OrderBy(field => field.MetadataToken))
                        Register(field.Name, field.GetValue(this));
            }

            /// <summary>Adds a submodule under a name.</summary>
            /// <exception cref="ArgumentException">The name is taken or has a dot.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                RequireFree(name);
                _submodules.Add((name, submodule));
                submodule.FieldName = name;
            }

            /// <summary>Adds a submodule under a name.</summary>
            public virtual void add_module(string name, Module submodule) => register_module(name, submodule);

            /// <summary>Adds a parameter under a name.</summary>
            /// <exception cref="ArgumentException">The name is taken or has a dot.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                RequireFree(name);
                _parameters.Add((name, param));
            }

            /// <summary>Adds state that is not trained; kept out of the state dictionary unless persistent.</summary>
            /// <exception cref="ArgumentException">The name is taken or has a dot.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                RequireFree(name);
                tensor.DetachFromDisposeScope();
                _buffers.Add((name, tensor, persistent));
            }

            /// <summary>Sets training or evaluation for it and all below.</summary>
            public virtual void train(bool on = true)
            {
                training = on;
                foreach ((string _, Module module) in _submodules)
                    module.train(on);
            }

            /// <summary>Sets evaluation for it and all below.</summary>
            public virtual void eval() => train(false);

            /// <summary>Forgets the gradients of all parameters.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                    parameter.ForgetGradient(set_to_none);
            }

            /// <summary>Lets its parameters collect gradients, or not.</summary>
            public virtual Module requires_grad_(bool requires_grad = true)
            {
                foreach (Parameter parameter in parameters())
                    parameter.requires_grad_(requires_grad);
                return this;
            }

            /// <summary>Calls a function with it and all below, innermost first.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach ((string _, Module module) in _submodules)
                    module.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Disposes parameters and buffers, its own and those below.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes parameters and buffers, its own and those below.</summary>
            protected virtual void Dispose(bool disposing)
            {
                foreach ((string _, Parameter parameter) in _parameters)
                    parameter.Dispose();
                foreach ((string _, Tensor buffer, bool _) in _buffers)
                    buffer.Dispose();
                foreach ((string _, Module module) in _submodules)
                    module.Dispose();
            }

            // What stands in an error's path for this module.
            internal string PathName => FieldName ?? _name;

            private void Register(string name, object? value)
            {
                if (_submodules.Any(item => item.Name == name) || _parameters.Any(item => item.Name == name)
                    || _buffers.Any(item => item.Name == name))
                    return;
                switch (value)
                {
                    case Module module:
                        register_module(name, module);
                        break;
                    case Parameter parameter:
                        register_parameter(name, parameter);
                        break;
                    case Tensor tensor:
                        register_buffer(name, tensor);
                        break;
                }
            }

            private void RequireFree(string name)
            {
                if (name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"'{name}' has a dot, which separates the names of modules", nameof(name));
                if (_submodules.Any(item => item.Name == name) || _parameters.Any(item => item.Name == name)
                    || _buffers.Any(item => item.Name == name))
                    throw new ArgumentException($"'{name}' is registered already in {_name}", nameof(name));
            }
        }
    }
}
