using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Pipeline3D.Detection.Contracts;

/// <summary>A method as its class declares it: names, and the types of its options, samples and models.</summary>
public sealed class MethodType
{
    private readonly Type _runner;

    private MethodType(Type type, MethodAttribute attribute, Type[] types, bool scores)
    {
        (Declaration, Declared, OptionsType, SampleType, ModelType, Scores)
            = (type, attribute, types[0], types[1], types[2], scores);
        Reproduction = Reproduction.Of(type);
        _runner = (scores ? typeof(ScoringRunner<,,>) : typeof(LearnerRunner<,,>)).MakeGenericType(types);
    }

    /// <summary>The class.</summary>
    public Type Declaration { get; }

    /// <summary>Id, title, paper and version.</summary>
    public MethodAttribute Declared { get; }

    /// <summary>Id in files.</summary>
    public string Id => Declared.Id;

    /// <summary>Class of its options.</summary>
    public Type OptionsType { get; }

    /// <summary>Class of its samples.</summary>
    public Type SampleType { get; }

    /// <summary>Class of its models.</summary>
    public Type ModelType { get; }

    /// <summary>Whether it scores scans; otherwise it only learns.</summary>
    public bool Scores { get; }

    /// <summary>How it is used on datasets, and what its paper reports; from <c>reproduce.json</c> beside the class.
    /// </summary>
    public Reproduction Reproduction { get; }

    /// <summary>Reads a class's declaration; null when it is no method.</summary>
    /// <exception cref="ArgumentException">It is declared wrongly; the message says how.</exception>
    public static MethodType? Of(Type type)
    {
        if (type.GetCustomAttribute<MethodAttribute>() is not { } attribute)
            return null;
        if (attribute.Id.Length == 0 || !attribute.Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)
            || c == '-'))
            throw new ArgumentException($"'{attribute.Id}' is no id of a method: small letters, digits and '-' only");
        if (attribute.Version < 1)
            throw new ArgumentException($"version {attribute.Version} of '{attribute.Id}' must be 1 or more");
        Type[]? Face(Type open) => type.GetInterfaces().FirstOrDefault(face => face.IsGenericType
            && face.GetGenericTypeDefinition() == open)?.GetGenericArguments();
        Type[] types = Face(typeof(IMethod<,,>)) ?? Face(typeof(ILearner<,,>)) ?? throw new ArgumentException(
            $"it has [Method(\"{attribute.Id}\")] but implements neither IMethod nor ILearner");
        return new MethodType(type, attribute, types, Face(typeof(IMethod<,,>)) is not null);
    }

    /// <summary>Makes the method.</summary>
    /// <param name="services">What its constructor may take; null when it takes nothing.</param>
    public MethodRunner Open(IServiceProvider? services = null) => (MethodRunner)Activator.CreateInstance(_runner, this,
        ActivatorUtilities.CreateInstance(services ?? new Nothing(), Declaration))!;

    private sealed class Nothing : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    /// <inheritdoc/>
    public override string ToString() => Declared.Title.Length > 0 ? Declared.Title : Id;
}
