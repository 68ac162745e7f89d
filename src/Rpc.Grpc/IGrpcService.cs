using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flink.Rpc.Grpc;

/// <summary>A service that shares the port, the encryption and the limits of the messages.</summary>
public interface IGrpcService
{
    /// <summary>Adds what the service needs.</summary>
    void AddTo(IServiceCollection services);

    /// <summary>Maps its methods.</summary>
    void MapTo(IEndpointRouteBuilder routes);
}
