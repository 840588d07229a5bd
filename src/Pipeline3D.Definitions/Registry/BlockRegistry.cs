using System.Reflection;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;

namespace Pipeline3D.Definitions.Registry;

/// <summary>All kinds of block that pipeline files can use.</summary>
public sealed class BlockRegistry : IBlockFactory
{
    private readonly SortedDictionary<string, BlockType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IFormerBlock> _former = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<IBlockDerivation> _derivations;
    private readonly IServiceProvider _services;

    /// <summary>Reads the blocks of some assemblies: every public class with a <see cref="BlockAttribute"/>.</summary>
    /// <exception cref="PluginException">A block is declared wrongly, or two have the same address.</exception>
    public BlockRegistry(params ReadOnlySpan<Assembly> assemblies) : this(null, [], assemblies)
    {
    }

    /// <summary>As above, with what blocks may ask for and with blocks that follow from other declarations.</summary>
    /// <param name="services">What constructors of blocks may take besides options; null = loggers that write
    /// nothing.</param>
    /// <param name="derivations">Find the blocks that follow from declarations which are none themselves.</param>
    /// <param name="assemblies">Where to look.</param>
    /// <exception cref="PluginException">A block is declared wrongly, or two have the same address.</exception>
    public BlockRegistry(IServiceProvider? services, IReadOnlyList<IBlockDerivation> derivations,
        params ReadOnlySpan<Assembly> assemblies)
    {
        (_services, _derivations) = (new Offered(this, services ?? NoServices.Instance), derivations);
        foreach (Assembly assembly in assemblies)
            Add(assembly);
    }

    /// <summary>The kinds by address, sorted.</summary>
    public IReadOnlyCollection<BlockType> Types => _types.Values;

    /// <summary>The kind at an address; null when there is none.</summary>
    public BlockType? Find(string id) => _types.GetValueOrDefault(id);

    /// <summary>What an address of earlier versions stands for; null when it is none.</summary>
    public IFormerBlock? FindFormer(string id) => _former.GetValueOrDefault(id);

    /// <summary>The address nearest to what was written; null when none is near.</summary>
    public string? Nearest(string id) => NearestName.Of(id, _types.Keys);

    /// <summary>Makes a block of a kind.</summary>
    /// <exception cref="OptionsException">An option cannot work.</exception>
    /// <exception cref="PluginException">It needs a service that the program does not offer.</exception>
    public IBlock Create(BlockType type, object? options) => type.Create(options, _services);

    /// <inheritdoc/>
    public IBlock Create(RecipeStep step)
    {
        if (Find(step.Block) is not { } type)
            throw new FormatException($"there is no block '{step.Block}' here; load the plug-in that it comes from "
                + "(--plugin)");
        if (type.Version != step.Version)
            throw new FormatException($"{step.Block} is of version {type.Version} here, the model was learnt with "
                + $"version {step.Version}: learn the model again, or use the program of then");
        try
        {
            return Create(type, type.OptionsType is null ? null : OptionRecord.Read(type.OptionsType, step.Options));
        }
        catch (FormatException cause)
        {
            throw new FormatException($"{step.Block}: {cause.Message}", cause);
        }
    }

    /// <summary>Adds the blocks of a plugin.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="PluginException">A block is declared wrongly, or two have the same address.</exception>
    public int Add(Assembly assembly)
    {
        var docs = new DocComments(assembly);
        int added = 0;
        string name = assembly.GetName().Name ?? "an assembly";
        foreach (Type type in PluginCode.Call($"the plug-in {name}", assembly.GetExportedTypes)
            .Where(type => !type.IsAbstract))
            added += PluginCode.Call($"the declaration of {type.FullName} of {name}", () => Add(type, docs));
        return added;
    }

    private int Add(Type type, DocComments docs)
    {
        int added = 0;
        if (type.GetCustomAttribute<BlockAttribute>() is { } attribute)
            Add(new BlockType(type, attribute, docs), ref added);
        if (type.IsAssignableTo(typeof(IFormerBlock)))
            AddFormer((IFormerBlock)Activator.CreateInstance(type)!);
        foreach (IBlockDerivation derivation in _derivations)
            foreach (DerivedBlock block in Derived(derivation, type))
                Add(new BlockType(block, docs), ref added);
        return added;
    }

    private static IEnumerable<DerivedBlock> Derived(IBlockDerivation derivation, Type type)
    {
        try
        {
            return [.. derivation.BlocksOf(type)];
        }
        catch (ArgumentException cause)
        {
            throw new PluginException($"{type.FullName} is declared wrongly: {cause.Message}");
        }
    }

    private void Add(BlockType block, ref int added)
    {
        if (!_types.TryAdd(block.Id, block))
            throw new PluginException($"the address '{block.Id}' is taken by {_types[block.Id].Declaration.FullName} "
                + $"({_types[block.Id].Declaration.Assembly.GetName().Name}); {block.Declaration.FullName} needs "
                + "another one");
        added++;
    }

    private void AddFormer(IFormerBlock former)
    {
        if (!_former.TryAdd(former.Id, former))
            throw new PluginException($"'{former.Id}' stands for two blocks of today: {_former[former.Id].GetType()} "
                + $"and {former.GetType()}");
    }

    // Blocks that make other blocks, as those that score with saved models do, ask for the factory; those that look for
    // a method ask for what found it.
    private sealed class Offered(BlockRegistry registry, IServiceProvider services) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IBlockFactory) ? registry
            : serviceType == typeof(IServiceProvider) ? this
            : registry._derivations.FirstOrDefault(derivation => derivation.GetType() == serviceType)
                ?? services.GetService(serviceType);
    }
}
