using Pipeline3D.Torch.Modules;
using Pipeline3D.Weights;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters with their dotted names, in the order of registration.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach ((string prefix, Module module) in Tree(recurse))
                    foreach ((string name, Parameter parameter) in module._parameters)
                        if (seen.Add(parameter))
                            yield return (prefix + name, parameter);
            }

            /// <summary>Parameters, in the order of registration.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(item => item.parameter);

            /// <summary>Buffers with their dotted names, in the order of registration.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true) =>
                from item in Tree(recurse)
                from buffer in item.Module._buffers
                select (item.Prefix + buffer.Name, buffer.Buffer);

            /// <summary>Buffers, in the order of registration.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true) =>
                named_buffers(recurse).Select(item => item.buffer);

            /// <summary>Direct submodules with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _submodules;

            /// <summary>Direct submodules.</summary>
            public virtual IEnumerable<Module> children() => _submodules.Select(item => item.Module);

            /// <summary>All modules below it with their dotted names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                Tree(true).Skip(1).Select(item => (item.Prefix[..^1], item.Module));

            /// <summary>All modules below it.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(item => item.module);

            /// <summary>Parameters and persistent buffers by dotted name: the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null,
                string? prefix = null)
            {
                destination ??= new Dictionary<string, Tensor>(StringComparer.Ordinal);
                string start = string.IsNullOrEmpty(prefix) ? "" : $"{prefix}.";
                foreach ((string path, Module module) in Tree(true))
                {
                    foreach ((string name, Parameter parameter) in module._parameters)
                        destination.TryAdd(start + path + name, parameter);
                    foreach ((string name, Tensor buffer, bool persistent) in module._buffers)
                        if (persistent)
                            destination.TryAdd(start + path + name, buffer);
                }
                return destination;
            }

            /// <summary>Copies tensors into parameters and buffers by name.</summary>
            /// <param name="source">Tensors by dotted name; converted to the type of what they fill.</param>
            /// <param name="strict">Missing and unexpected names are an error.</param>
            /// <param name="skip">Names to leave out on both sides.</param>
            /// <returns>The names that the source lacks, and those that the module lacks.</returns>
            /// <exception cref="ArgumentException">Names are missing or unexpected, or shapes differ; all at once.
            /// Nothing has been copied then.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keys) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> own = state_dict();
                LoadReport report = LoadReport.Compare(
                    own.Where(item => skip?.Contains(item.Key) != true).Select(item => (item.Key, item.Value.shape)),
                    source.Where(item => skip?.Contains(item.Key) != true)
                        .Select(item => (item.Key, item.Value.shape)));
                report.Require(strict);
                using (no_grad())
                    foreach ((string name, Tensor tensor) in source)
                        if (own.TryGetValue(name, out Tensor? target) && skip?.Contains(name) != true)
                            target.copy_(tensor);
                return ([.. report.Missing], [.. report.Unexpected]);
            }

            private IEnumerable<(string Prefix, Module Module)> Tree(bool recurse)
            {
                yield return ("", this);
                if (!recurse)
                    yield break;
                foreach ((string name, Module module) in _submodules)
                    foreach ((string prefix, Module below) in module.Tree(true))
                        yield return ($"{name}.{prefix}", below);
            }
        }
    }
}
