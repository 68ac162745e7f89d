using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Flink.Rpc.Grpc;

/// <summary>The server's side of links.</summary>
internal sealed class LinkService(GrpcRpc rpc)
{
    public Task OpenAsync(IAsyncStreamReader<Packet> reader, IServerStreamWriter<Packet> writer, ServerCallContext context) =>
        rpc.AcceptAsync(reader, writer, context);

    /// <summary>Tells ASP.NET of the one method; there is no generated code.</summary>
    public sealed class Methods(Method<Packet, Packet> method) : IServiceMethodProvider<LinkService>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<LinkService> context) =>
            context.AddDuplexStreamingMethod(
                method, [], static (service, reader, writer, call) => service.OpenAsync(reader, writer, call));
    }
}
