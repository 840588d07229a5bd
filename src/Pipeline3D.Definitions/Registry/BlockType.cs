using System.Reflection;
using Pipeline3D.Core;
using Pipeline3D.Engine;

namespace Pipeline3D.Definitions;

/// <summary>A kind of block that a pipeline file can use: its one declaration in code, read for files, CLI and docs
/// alike.</summary>
public sealed class BlockType
{
    private readonly ConstructorInfo _constructor;

    internal BlockType(Type type, BlockAttribute attribute, DocComments docs)
    {
        Type = type;
        Id = attribute.Id;
        Summary = attribute.Summary;
        UsesDevice = attribute.UsesDevice;
        Remarks = docs.Remarks(type);
        _constructor = type.GetConstructors().SingleOrDefault()
            ?? throw new PluginException($"{type.FullName} has the address '{Id}' but not exactly one public "
                + "constructor");
        ParameterInfo[] parameters = _constructor.GetParameters();
        if (parameters.Length > 1 || (parameters.Length == 1 && !parameters[0]
            .ParameterType.IsAssignableTo(typeof(IBlockOptions))))
            throw new PluginException($"the constructor of {type.FullName} must take its options and nothing else");
        OptionsType = parameters.Length == 1 ? parameters[0].ParameterType : null;
        Options = OptionsType is null ? [] : OptionInfo.Of(OptionsType, docs);
        Shape = ShapeOf(type);
    }

    /// <summary>Address, for example <c>filter.voxel</c>.</summary>
    public string Id { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>Whether it uses the run's device; others compute on the cores.</summary>
    public bool UsesDevice { get; }

    /// <summary>The remarks of its documentation; may be empty.</summary>
    public string Remarks { get; }

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <summary>Class of its options; null when it has none.</summary>
    public Type? OptionsType { get; }

    /// <summary>Its options in the order of declaration.</summary>
    public IReadOnlyList<OptionInfo> Options { get; }

    /// <summary>Kind and payload types.</summary>
    public BlockShape Shape { get; }

    /// <summary>Makes the block.</summary>
    /// <exception cref="OptionsException">An option cannot work.</exception>
    public IBlock Create(object? options)
    {
        try
        {
            return (IBlock)_constructor.Invoke(OptionsType is null ? [] : [options]);
        }
        catch (TargetInvocationException cause) when (cause.InnerException is OptionsException problems)
        {
            throw problems;
        }
    }

    private static BlockShape ShapeOf(Type type)
    {
        foreach (Type face in type.GetInterfaces().Where(face => face.IsGenericType))
        {
            Type[] types = face.GetGenericArguments();
            Type open = face.GetGenericTypeDefinition();
            if (open == typeof(ISource<>)) return new BlockShape(BlockKind.Source, null, types[0], null);
            if (open == typeof(ITransform<,>)) return new BlockShape(BlockKind.Transform, types[0], types[1], null);
            if (open == typeof(IFilter<>)) return new BlockShape(BlockKind.Filter, types[0], types[0], null);
            if (open == typeof(IExpand<,>)) return new BlockShape(BlockKind.Expand, types[0], types[1], null);
            if (open == typeof(IReduce<,>)) return new BlockShape(BlockKind.Reduce, types[0], types[1], null);
            if (open == typeof(IApply<,,>)) return new BlockShape(BlockKind.Apply, types[1], types[2], types[0]);
            if (open == typeof(IPlug<,>)) return new BlockShape(BlockKind.Plug, types[0], types[1], null);
            if (open == typeof(ISink<>)) return new BlockShape(BlockKind.Sink, types[0], null, null);
        }
        throw new PluginException($"{type.FullName} is marked as a block but derives from none of the base classes "
            + "of blocks");
    }
}
