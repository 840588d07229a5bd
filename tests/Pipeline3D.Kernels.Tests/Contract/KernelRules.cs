using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Pipeline3D.Kernels.Tests;

/// <summary>Reads the IL of a kernel and of all it calls, and lists what a device compiler would refuse or get
/// wrong.</summary>
/// <remarks>The rules are those of ILGPU 1.5.3, found by trial: what is not known to work is a breach, so calls to the
/// base library are held against a list of what works. Bodies are read as the compiler wrote them.</remarks>
internal sealed class KernelRules
{
    // Works on every backend, some of it through ILGPU.Algorithms. Cbrt, FusedMultiplyAdd and Log2 compile but leave an
    // unresolved external function; Sign, SinCos and Math.Clamp do not compile.
    private static readonly HashSet<string> AllowedCalls =
    [
        .. new[]
        {
            "Sqrt", "Abs", "Min", "Max", "Sin", "Cos", "Floor", "Ceiling", "Truncate", "CopySign", "Tan", "Asin",
            "Acos", "Atan", "Atan2", "Exp", "Log", "Pow", "Round",
        }.Select(name => "System.MathF." + name),
        "System.Math.Min", "System.Math.Max", "System.Math.Abs", "System.Single.IsNaN", "System.Single.IsFinite",
        "System.BitConverter.SingleToInt32Bits",
    ];

    private static readonly HashSet<OpCode> ForbiddenCodes =
    [
        OpCodes.Throw, OpCodes.Rethrow, OpCodes.Ldftn, OpCodes.Ldvirtftn, OpCodes.Newarr, OpCodes.Localloc,
        OpCodes.Ldsfld, OpCodes.Ldsflda, OpCodes.Stsfld, OpCodes.Box, OpCodes.Unbox, OpCodes.Unbox_Any,
        OpCodes.Castclass, OpCodes.Isinst, OpCodes.Ldstr, OpCodes.Calli, OpCodes.Ldlen, OpCodes.Ldelema,
        OpCodes.Volatile, OpCodes.Jmp,
    ];

    private readonly List<string> _breaches = [];
    private readonly HashSet<MethodBase> _seen = [];
    private readonly Stack<MethodBase> _path = new();
    private readonly Type _kernel;

    private KernelRules(Type kernel) => _kernel = kernel;

    /// <summary>All breaches of a kernel, and the names of the methods that were read.</summary>
    public static (IReadOnlyList<string> Breaches, IReadOnlyList<string> Methods) Check(Type kernel)
    {
        var rules = new KernelRules(kernel);
        rules.CheckFields(kernel, kernel.Name);
        foreach (Type parameter in kernel.IsGenericType ? kernel.GetGenericArguments() : [])
            rules.CheckParameter(parameter);
        rules.Walk(kernel.GetMethod(nameof(IKernelBody.Execute), [typeof(int)])!);
        return (rules._breaches, [.. rules._seen.Select(Name)]);
    }

    /// <summary>All kernels of an assembly.</summary>
    public static Type[] KernelsOf(Assembly assembly) => [.. assembly.GetTypes()
        .Where(type => type is { IsClass: false, IsInterface: false } && type.IsAssignableTo(typeof(IKernelBody)))];

    private void CheckFields(Type type, string path)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (FieldInfo field in type.GetFields(All))
        {
            Type kind = field.FieldType;
            string place = $"field {path}.{field.Name}";
            if (kind == typeof(bool) || kind == typeof(char))
                _breaches.Add($"{place} is a {kind.Name}, which is not blittable; use an int");
            else if (kind.IsPointer || kind == typeof(nint) || kind == typeof(nuint))
                _breaches.Add($"{place} is a pointer; use a buffer");
            else if (kind == typeof(Half) || kind == typeof(decimal))
                _breaches.Add($"{place} is a {kind.Name}, which devices lack");
            else if (kind is { IsGenericParameter: false, IsValueType: false })
                _breaches.Add($"{place} is a reference");
            else if (kind.IsDefined(typeof(InlineArrayAttribute), false))
                _breaches.Add($"{place} is an inline array");
            else if (kind is { IsGenericParameter: false, IsPrimitive: false, IsEnum: false }
                && kind.Assembly == _kernel.Assembly)
                CheckFields(kind, $"{path}.{field.Name}");
        }
    }

    private void CheckParameter(Type parameter)
    {
        if ((parameter.GenericParameterAttributes & GenericParameterAttributes.NotNullableValueTypeConstraint) == 0)
            _breaches.Add($"parameter {parameter.Name} is not constrained to struct");
        bool isBuffer = parameter.GetGenericParameterConstraints().Any(constraint => constraint.IsInterface);
        if (isBuffer && parameter.CustomAttributes.Any(given => given.AttributeType.Name == "IsUnmanagedAttribute"))
            _breaches.Add($"parameter {parameter.Name} is constrained to unmanaged; a device's view holds a reference");
    }

    private void Walk(MethodBase method)
    {
        if (_path.Contains(method))
            _breaches.Add($"{Name(method)} calls itself");
        if (!_seen.Add(method))
            return;
        MethodBody? body = method.GetMethodBody();
        if (body is null)
        {
            _breaches.Add($"{Name(method)} has no IL to compile");
            return;
        }
        _path.Push(method);
        if (body.ExceptionHandlingClauses.Count > 0)
            _breaches.Add($"{Name(method)} has a try region");
        foreach (LocalVariableInfo local in body.LocalVariables)
            CheckLocal(method, local.LocalType);
        foreach ((OpCode code, int operand, bool constrained) in Instructions.Of(body.GetILAsByteArray()!))
            CheckInstruction(method, code, operand, constrained);
        _path.Pop();
    }

    private void CheckLocal(MethodBase method, Type type)
    {
        Type element = type.IsByRef ? type.GetElementType()! : type;
        if (element is { IsValueType: false, IsGenericParameter: false, IsPointer: false })
            _breaches.Add($"{Name(method)} has a local of class {element.Name}");
        if (element.IsDefined(typeof(InlineArrayAttribute), false))
            _breaches.Add($"{Name(method)} has an inline array");
    }

    private void CheckInstruction(MethodBase method, OpCode code, int operand, bool constrained)
    {
        string name = code.Name!;
        if (ForbiddenCodes.Contains(code) || name.Contains(".ovf", StringComparison.Ordinal)
            || name.StartsWith("ldelem", StringComparison.Ordinal)
            || name.StartsWith("stelem", StringComparison.Ordinal))
            _breaches.Add($"{Name(method)} uses {name}");
        else if (code.OperandType == OperandType.InlineMethod)
            CheckCall(method, code, Resolve(method, operand), constrained);
    }

    private void CheckCall(MethodBase caller, OpCode code, MethodBase called, bool constrained)
    {
        Type owner = called.DeclaringType!;
        string name = Name(called);
        if (code == OpCodes.Newobj && !owner.IsValueType)
            _breaches.Add($"{Name(caller)} makes an object of class {owner.Name}");
        else if (owner.IsInterface && !called.IsAbstract)
            _breaches.Add($"{Name(caller)} calls the default interface method {name}");
        else if (code == OpCodes.Callvirt && !constrained)
            _breaches.Add($"{Name(caller)} calls {name} through an object");
        else if (owner.IsInterface)
            CheckInterface(caller, owner, name);
        else if (called.GetParameters().Any(IsClosure))
            _breaches.Add($"{Name(caller)} calls a local function that captures");
        else if (owner.Assembly == _kernel.Assembly || owner.Assembly == typeof(IKernelBody).Assembly)
            Walk(called);
        else if (!AllowedCalls.Contains(name)
            && !(owner.FullName ?? "").StartsWith("System.ValueTuple`", StringComparison.Ordinal))
            _breaches.Add($"{Name(caller)} calls {name}, which is not known to work on devices");
    }

    private void CheckInterface(MethodBase caller, Type owner, string name)
    {
        Type kind = owner.IsGenericType ? owner.GetGenericTypeDefinition() : owner;
        if (kind != typeof(IBuffer<>) && kind != typeof(IAtomicInt32) && kind != typeof(IAtomicUInt64))
            _breaches.Add($"{Name(caller)} calls {name} of an interface that is no buffer");
    }

    private static bool IsClosure(ParameterInfo parameter)
        => parameter.ParameterType.IsByRef
        && parameter.ParameterType.GetElementType()!.Name.StartsWith("<>c", StringComparison.Ordinal);

    private static MethodBase Resolve(MethodBase method, int token) => method.Module.ResolveMethod(token,
        method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null)!;

    private static string Name(MethodBase method) => $"{method.DeclaringType!.Namespace}.{method.DeclaringType.Name}."
        + method.Name;
}
