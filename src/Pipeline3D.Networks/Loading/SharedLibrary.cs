using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pipeline3D.Networks.Loading;

/// <summary>The system loader's own calls, since .NET's bind lazily: a function that a library misses would then end
/// the process at its first call instead of being an error here.</summary>
internal static partial class SharedLibrary
{
    private const int Now = 2;

    /// <summary>Loads a library with every symbol bound.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What the system's loader says when it does not load.</param>
    /// <returns>The handle; 0 when it does not load.</returns>
    public static nint Load(string path, out string problem)
    {
        dlerror(); // resolved now, so that finding it does not replace the message that is asked for below
        nint handle = dlopen(path, Now);
        problem = handle != 0 ? "" : Marshal.PtrToStringUTF8(dlerror()) ?? "the system's loader gives no reason";
        return handle;
    }

    /// <summary>Loads a library from memory; no file is written.</summary>
    public static nint Load(ReadOnlySpan<byte> image, string name, out string problem)
    {
        int descriptor = memfd_create(name, 0);
        if (descriptor < 0)
        {
            problem = $"memfd_create failed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}";
            return 0;
        }
        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, image, 0);
        return Load($"/proc/self/fd/{descriptor}", out problem);
    }

    /// <summary>Sets a variable that a library reads when it is loaded; .NET's own call does not reach native
    /// code. One that the user has set stays.</summary>
    public static void SetUnlessSet(string name, string value)
    {
        if (setenv(name, value, 0) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"the variable {name} cannot be set");
    }

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlopen(string path, int flags);

    [LibraryImport("libc.so.6")]
    private static partial nint dlerror();

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int memfd_create(string name, uint flags);
}
