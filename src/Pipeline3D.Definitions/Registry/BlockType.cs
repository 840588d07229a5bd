using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Options;
using Pipeline3D.Engine.Graphs;

namespace Pipeline3D.Definitions.Registry;

/// <summary>A kind of block that a pipeline file can use: its one declaration in code, read for files, CLI and docs
/// alike.</summary>
public sealed class BlockType
{
    private readonly Func<object?, IServiceProvider, IBlock> _create;

    internal BlockType(Type type, BlockAttribute attribute, DocComments docs)
    {
        (Type, Declaration, Id, Summary) = (type, type, attribute.Id, attribute.Summary);
        (UsesDevice, Version, Remarks) = (attribute.UsesDevice, attribute.Version, docs.Remarks(type));
        ConstructorInfo constructor = type.GetConstructors().SingleOrDefault()
            ?? throw new PluginException($"{type.FullName} has the address '{Id}' but not exactly one public "
                + "constructor");
        Type[] options = [.. constructor.GetParameters().Select(parameter => parameter.ParameterType)
            .Where(parameter => parameter.IsAssignableTo(typeof(IBlockOptions)))];
        if (options.Length > 1)
            throw new PluginException($"the constructor of {type.FullName} takes two options records, "
                + $"{options[0].Name} and {options[1].Name}; a block has one");
        OptionsType = options.FirstOrDefault();
        Options = OptionsType is null ? [] : OptionInfo.Of(OptionsType, docs);
        Shape = BlockShape.Of(type) ?? throw new PluginException($"{type.FullName} is marked as a block but derives "
            + "from none of the base classes of blocks");
        _create = (given, services) => (IBlock)ActivatorUtilities.CreateInstance(services, type,
            given is null ? [] : [given]);
    }

    internal BlockType(DerivedBlock block, DocComments docs)
    {
        (Type, Declaration, Id, Summary) = (block.Block, block.Declaration, block.Id, block.Summary);
        (UsesDevice, Version, Remarks) = (block.UsesDevice, block.Version, docs.Remarks(block.Declaration));
        (OptionsType, Preparation, Presets, _create)
            = (block.Options, block.Preparation, block.Presets, block.Create);
        Options = OptionsType is null ? [] : OptionInfo.Of(OptionsType, docs);
        Shape = BlockShape.Of(block.Block) ?? throw new PluginException($"{block.Block.FullName}, of which '{Id}' is "
            + "made, derives from none of the base classes of blocks");
    }

    /// <summary>Address, for example <c>filter.voxel</c>.</summary>
    public string Id { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>Whether it uses the run's device; others compute on the cores.</summary>
    public bool UsesDevice { get; }

    /// <summary>Version of what it computes; see <see cref="BlockAttribute.Version"/>.</summary>
    public int Version { get; }

    /// <summary>The remarks of its documentation; may be empty.</summary>
    public string Remarks { get; }

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <summary>The class that declares it: the block's own, or what it follows from.</summary>
    public Type Declaration { get; }

    /// <summary>Class of its options; null when it has none.</summary>
    public Type? OptionsType { get; }

    /// <summary>Its options in the order of declaration.</summary>
    public IReadOnlyList<OptionInfo> Options { get; }

    /// <summary>Kind and payload types.</summary>
    public BlockShape Shape { get; }

    /// <summary>Address of the block that is put before it when its input is not prepared yet; null when there is
    /// none.</summary>
    public string? Preparation { get; }

    /// <summary>Habits of datasets that files can name by <c>preset</c>.</summary>
    public IReadOnlyDictionary<string, Preset> Presets { get; } = new Dictionary<string, Preset>();

    /// <summary>Makes the block.</summary>
    /// <exception cref="OptionsException">An option cannot work.</exception>
    /// <exception cref="PluginException">It needs a service that the program does not offer, or its constructor
    /// failed.</exception>
    public IBlock Create(object? options, IServiceProvider services)
    {
        return PluginCode.Call($"the constructor of '{Id}' ({Declaration.FullName} of "
            + $"{Declaration.Assembly.GetName().Name})", () =>
        {
            try
            {
                return _create(options, services);
            }
            catch (InvalidOperationException cause) when (cause.Source?.StartsWith("Microsoft.Extensions.Dependency",
                StringComparison.Ordinal) == true)
            {
                throw new PluginException($"'{Id}' cannot be made here: {cause.Message} Register the service in the "
                    + "program that runs the pipeline (AddPipeline3D), or give the parameter a default");
            }
        });
    }
}
