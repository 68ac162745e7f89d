using System.Net;
using System.Net.Sockets;
using Flink.Core.Configuration;

namespace Flink.Cli.Processes;

/// <summary>Under which names the processes of a cluster reach each other, and what they listen at.</summary>
internal static class ProcessAddresses
{
    private const string AnyAddress = "0.0.0.0";
    private const string AddressPolicy = "ip";

    /// <summary>"host:port" of the only JobManager, where there is no high availability.</summary>
    public static string JobManager(FlinkConfiguration configuration) =>
        $"{JobManagerHost(configuration)}:{configuration.Get(JobManagerOptions.RpcPort)}";

    /// <summary>"host:port" of its REST endpoint.</summary>
    public static string Rest(FlinkConfiguration configuration) =>
        $"{configuration.Get(RestOptions.Address, JobManagerHost(configuration))}:{configuration.Get(RestOptions.Port)}";

    public static string JobManagerHost(FlinkConfiguration configuration) => configuration.TryGet(JobManagerOptions.RpcAddress, out var host)
        ? host
        : throw new ConfigurationException(
            $"'{JobManagerOptions.RpcAddress.Key}' is not set: nobody can know where the JobManager is. Set it in config.yaml to the name of its host");

    public static string BindHost(FlinkConfiguration configuration, ConfigOption<string> option) => configuration.Get(option, AnyAddress);

    /// <summary>
    /// The name or address under which others reach a worker: the configured one, else, as <c>taskmanager.network.bind-policy</c> has it, this machine's name or
    /// the address from which it would speak to the JobManager.
    /// </summary>
    public static string WorkerHost(FlinkConfiguration configuration)
    {
        if (configuration.TryGet(TaskManagerOptions.Host, out var host))
        {
            return host;
        }

        if (configuration.Get(TaskManagerOptions.NetworkBindPolicy) != AddressPolicy)
        {
            return Dns.GetHostName();
        }

        // Connecting a datagram socket sends nothing, but chooses the address.
        var target = configuration.Get(JobManagerOptions.RpcAddress, "localhost");
        try
        {
            using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(target, configuration.Get(JobManagerOptions.RpcPort));
            var address = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }
        catch (SocketException)
        {
            // The JobManager's name may not be known yet; registering says so. The machine's own name is as good.
            return Dns.GetHostName();
        }
    }
}
