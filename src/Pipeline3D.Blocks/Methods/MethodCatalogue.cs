using System.Collections.Immutable;
using System.Reflection;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Methods;

/// <summary>The methods there are, and the blocks that follow from each: <c>prepare.ID</c>, <c>fit.ID</c> and, when it
/// scores, <c>score.ID</c>.</summary>
/// <remarks>A registry of blocks hands it every public class, so a plug-in brings methods as it brings blocks. Without
/// a registry, give it the assemblies.</remarks>
public sealed class MethodCatalogue : IBlockDerivation
{
    private readonly SortedDictionary<string, MethodType> _methods = new(StringComparer.Ordinal);

    /// <summary>Finds the methods of some assemblies.</summary>
    /// <exception cref="ArgumentException">One is declared wrongly.</exception>
    public MethodCatalogue(params ReadOnlySpan<Assembly> assemblies)
    {
        foreach (Assembly assembly in assemblies)
            foreach (Type type in assembly.GetExportedTypes().Where(type => !type.IsAbstract))
                if (MethodType.Of(type) is { } method)
                    _methods[method.Id] = method;
    }

    /// <summary>The methods by id, sorted.</summary>
    public IReadOnlyCollection<MethodType> Methods => _methods.Values;

    /// <summary>The method of an id; null when there is none.</summary>
    public MethodType? Find(string id) => _methods.GetValueOrDefault(id);

    /// <summary>Gives methods by id as model files need them, each made once.</summary>
    /// <param name="services">What their constructors may take.</param>
    public Func<string, MethodRunner?> Runners(IServiceProvider services)
    {
        var made = new Dictionary<string, MethodRunner>(StringComparer.Ordinal);
        return id => made.TryGetValue(id, out MethodRunner? known) ? known
            : Find(id) is { } method ? made[id] = method.Open(services) : null;
    }

    /// <inheritdoc/>
    public IEnumerable<DerivedBlock> BlocksOf(Type declaration)
    {
        if (MethodType.Of(declaration) is not { } method)
            yield break;
        if (_methods.TryGetValue(method.Id, out MethodType? other) && other.Declaration != declaration)
            throw new ArgumentException($"the method '{method.Id}' is {other.Declaration.FullName} already");
        _methods[method.Id] = method;
        string prepare = $"prepare.{method.Id}";
        IReadOnlyDictionary<string, Preset> presets = PresetsOf(method.Reproduction);
        yield return new DerivedBlock(prepare, $"Prepare scans for {method}.", declaration, typeof(PrepareBlock),
            method.OptionsType, (options, services) => new PrepareBlock((MethodOptions)options!, method.Open(services)))
        {
            UsesDevice = method.Declared.UsesDevice, Version = method.Declared.Version, Presets = presets,
        };
        yield return new DerivedBlock($"fit.{method.Id}", $"Learn {method} from scans.", declaration,
            typeof(FitBlock), method.OptionsType, (options, services) => new FitBlock((MethodOptions)options!,
                method.Open(services)))
        {
            UsesDevice = method.Declared.UsesDevice, Version = method.Declared.Version, Preparation = prepare,
            Presets = presets,
        };
        if (method.Scores)
            yield return new DerivedBlock($"score.{method.Id}", $"Score scans with {method}.", declaration,
                typeof(ScoreBlock), null, (_, _) => new ScoreBlock(method.Id))
            {
                UsesDevice = method.Declared.UsesDevice, Version = method.Declared.Version, Preparation = prepare,
            };
    }

    // A dataset's habits, and with each named set of values: mvtec3d, mvtec3d/small.
    private static Dictionary<string, Preset> PresetsOf(Reproduction reproduction)
    {
        var presets = new Dictionary<string, Preset>(StringComparer.Ordinal);
        foreach ((string dataset, DatasetHabits habits) in reproduction.Datasets)
        {
            presets.Add(dataset, Of(ImmutableSortedDictionary<string, string>.Empty));
            foreach ((string name, ImmutableSortedDictionary<string, string> values) in reproduction.As)
                presets.Add($"{dataset}/{name}", Of(values));

            // Some of the values are names that the habits' steps say, the others options.
            Preset Of(ImmutableSortedDictionary<string, string> values) => new(
                [.. habits.StepsWith(values).Select(step => new RecipeStep(step.Use, step.Version, step.With))],
                habits.Options.SetItems(values.Where(value => !habits.Parameters.ContainsKey(value.Key))));
        }
        return presets;
    }
}
