using System.Reflection;
using Pipeline3D.Core.Options;

namespace Pipeline3D.Definitions.Registry;

/// <summary>Calls code of other people while a definition is read: constructors, options, declarations. Whatever it
/// throws is an error of that plug-in, said with its name, and not of the program.</summary>
internal static class PluginCode
{
    /// <summary>Calls it.</summary>
    /// <param name="what">Whose code it is, as the beginning of a sentence.</param>
    /// <param name="call">The code.</param>
    /// <exception cref="OptionsException">An option cannot work.</exception>
    /// <exception cref="PluginException">It failed.</exception>
    public static T Call<T>(string what, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException cause) when (cause.InnerException is OptionsException problems)
        {
            throw problems;
        }
        catch (Exception cause) when (cause is not (OptionsException or PluginException or OutOfMemoryException))
        {
            // What reflection and the making of types wrap says nothing itself.
            Exception root = cause;
            while (root is TargetInvocationException or TypeInitializationException
                && root.InnerException is { } inner)
                root = inner;
            throw new PluginException($"{what} failed: {root.GetType().Name}: {root.Message} This is a fault of "
                + "its code or of what it needs; ask its author, or leave it out", cause);
        }
    }
}
