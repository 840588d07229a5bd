using System.Runtime.CompilerServices;

// ILGPU makes its launchers in an assembly of this name.
[assembly: InternalsVisibleTo("ILGPURuntime")]
