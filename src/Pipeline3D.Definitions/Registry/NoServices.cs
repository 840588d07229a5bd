using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pipeline3D.Definitions.Registry;

/// <summary>What blocks may ask for where nobody registered services: loggers that write nothing.</summary>
internal sealed class NoServices : IServiceProvider
{
    public static NoServices Instance { get; } = new();

    public object? GetService(Type serviceType)
        => serviceType == typeof(IServiceProvider) ? this
            : serviceType == typeof(ILoggerFactory) ? NullLoggerFactory.Instance
            : serviceType == typeof(ILogger) ? NullLogger.Instance
            : serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(ILogger<>)
                ? Activator.CreateInstance(typeof(NullLogger<>).MakeGenericType(serviceType.GetGenericArguments()))
            : null;
}
