using Flink.Runtime.Blobs;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flink.Rpc.Grpc.Blobs;

/// <summary>Serves the blobs of this process to others, at the port of its messages.</summary>
/// <param name="server">Gives the blobs, which stay the caller's; first asked when somebody transfers one: a process has its port before its blobs.</param>
public sealed class GrpcBlobService(Func<BlobServer> server) : IGrpcService
{
    /// <inheritdoc/>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(new BlobMethods(server));
        services.AddSingleton<IServiceMethodProvider<BlobMethods>>(new BlobMethods.Provider());
    }

    /// <inheritdoc/>
    public void MapTo(IEndpointRouteBuilder routes) => routes.MapGrpcService<BlobMethods>();
}
