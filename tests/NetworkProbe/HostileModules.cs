using System.Reflection;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Guards;
using TorchSharp;
using static TorchSharp.torch;

namespace NetworkProbe;

/// <summary>Makes every layer and loss that TorchSharp has and calls it with what does not fit, forward and
/// backward.</summary>
internal static class HostileModules
{
    // Nothing can guard their lists of sizes; BannedSymbols.txt keeps them out of the project.
    private const string Banned = "MaxUnpool";

    public static int Run()
    {
        TorchRuntime.Require();
        manual_seed(1);
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<(string Name, Tensor Value)> inputs = HostileInputs.Make();
        foreach (MethodInfo factory in typeof(nn).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => typeof(nn.Module).IsAssignableFrom(method.ReturnType)
                && !method.Name.StartsWith(Banned, StringComparison.Ordinal))
            .OrderBy(method => method.Name, StringComparer.Ordinal))
            if (Make(factory) is { } module)
                Console.WriteLine($"{factory.Name}: {Try(factory.Name, module, inputs)}");
        return 0;
    }

    // Null where an argument has no obvious value: such a layer has another overload, or holds layers tried alone.
    private static nn.Module? Make(MethodInfo factory)
    {
        object?[] arguments = [.. factory.GetParameters().Select(Value)];
        if (factory.IsGenericMethod || arguments.Any(argument => argument is DBNull))
            return null;
        try
        {
            return (nn.Module)factory.Invoke(null, arguments)!;
        }
        catch (TargetInvocationException refused)
        {
            Console.WriteLine($"{factory.Name}: not made: {refused.InnerException!.GetType().Name}");
            return null;
        }
    }

    private static object? Value(ParameterInfo parameter) => parameter.HasDefaultValue ? parameter.DefaultValue
        : parameter.ParameterType == typeof(long) ? 4L : parameter.ParameterType == typeof(double) ? 0.5
        : parameter.ParameterType == typeof(bool) ? false : parameter.ParameterType == typeof(int) ? 4
        : parameter.ParameterType == typeof(long[]) ? new long[] { 2, 2 }
        : Nullable.GetUnderlyingType(parameter.ParameterType) is not null ? null : DBNull.Value;

    private static string Try(string name, nn.Module module, IReadOnlyList<(string Name, Tensor Value)> inputs)
    {
        int ran = 0, refused = 0;
        foreach (MethodInfo forward in module.GetType().GetMethods().Where(method => method.Name == "forward"))
            foreach (Tensor[] given in Combinations(inputs,
                forward.GetParameters().Count(parameter => parameter.ParameterType == typeof(Tensor))))
            {
                using DisposeScope scope = NewDisposeScope();
                Console.Error.WriteLine($"{name}: {string.Join(" | ", given.Select(tensor => $"{tensor.dtype} "
                    + string.Join(",", tensor.shape)))}");
                var left = new Queue<Tensor>(given);
                object?[] arguments = [.. forward.GetParameters().Select(parameter =>
                    parameter.ParameterType == typeof(Tensor) ? left.Dequeue()
                    : parameter.HasDefaultValue ? parameter.DefaultValue
                    : parameter.ParameterType == typeof(bool) ? true : null)];
                if (Runs(() => forward.Invoke(module, arguments)))
                    ran++;
                else
                    refused++;
            }
        return $"{ran} ran, {refused} refused";
    }

    // One input: each. More: every fifth pair, and what comes after the second is as the first.
    private static IEnumerable<Tensor[]> Combinations(IReadOnlyList<(string Name, Tensor Value)> inputs, int count)
        => count == 1 ? inputs.Select(input => new[] { input.Value })
            : from first in Enumerable.Range(0, inputs.Count)
              from second in Enumerable.Range(0, inputs.Count)
              where (first + second) % 5 == 0
              select (Tensor[])[inputs[first].Value, inputs[second].Value,
                  .. Enumerable.Repeat(inputs[first].Value, count - 2)];

    private static bool Runs(Func<object?> forward)
    {
        try
        {
            object? output = forward();
            if (output is Tensor { requires_grad: true } tensor)
                new BackwardGuard().Backward(tensor.sum());
            return true;
        }
        catch (TargetInvocationException)
        {
            return false;
        }
        catch (Exception refused) when (refused is System.Runtime.InteropServices.ExternalException
            or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
