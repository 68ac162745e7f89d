using System.Text.Json.Nodes;

namespace Flink.Kubernetes.Tests.Fakes;

/// <summary>Pods of a fake API server, as JSON.</summary>
internal static class FakePods
{
    /// <summary>A worker's pod that runs.</summary>
    public static JsonObject Running(string name) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default", ["labels"] = new JsonObject { ["component"] = "taskmanager" } },
        ["spec"] = new JsonObject { ["nodeName"] = "node-1", ["containers"] = new JsonArray(new JsonObject { ["name"] = "flink-main-container", ["image"] = "flink" }) },
    };

    public static JsonObject RunningStatus() => new()
    {
        ["phase"] = "Running",
        ["containerStatuses"] = Containers(new JsonObject { ["running"] = new JsonObject { ["startedAt"] = "2026-01-01T00:00:00Z" } }),
    };

    public static JsonObject WaitingStatus(string reason, string message) => new()
    {
        ["phase"] = "Pending",
        ["containerStatuses"] = Containers(new JsonObject { ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message } }),
    };

    public static JsonObject EndedStatus(int exitCode, string reason, string message = "") => new()
    {
        ["phase"] = exitCode == 0 ? "Succeeded" : "Failed",
        ["containerStatuses"] = Containers(new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = exitCode, ["reason"] = reason, ["message"] = message } }),
    };

    public static JsonObject UnschedulableStatus(string message) => new()
    {
        ["phase"] = "Pending",
        ["conditions"] = new JsonArray(new JsonObject { ["type"] = "PodScheduled", ["status"] = "False", ["reason"] = "Unschedulable", ["message"] = message }),
    };

    private static JsonArray Containers(JsonObject state) =>
        new(new JsonObject { ["name"] = "flink-main-container", ["image"] = "flink", ["imageID"] = "", ["ready"] = false, ["restartCount"] = 0, ["state"] = state });
}
