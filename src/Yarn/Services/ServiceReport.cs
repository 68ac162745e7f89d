using System.Text.Json;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Services;

/// <summary>What the Services API says of a service.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ApplicationId">The application that it runs as; empty before the first.</param>
/// <param name="State">ACCEPTED, STARTED, STABLE, FLEX, STOPPED, SUCCEEDED, FAILED.</param>
/// <param name="Components">None until its ApplicationMaster answers, and after its end.</param>
internal sealed record ServiceReport(string Name, string ApplicationId, string State, IReadOnlyList<ComponentReport> Components)
{
    private static readonly string[] _ends = ["STOPPED", "SUCCEEDED"];

    /// <summary>Whether it has ended. One that calls itself FAILED may be about to be started again.</summary>
    public bool HasEnded => _ends.Contains(State) || (State == "FAILED" && Components.Count == 0);

    /// <summary>A component of a name; null while none is known.</summary>
    public ComponentReport? Component(string name) => Components.FirstOrDefault(component => component.Name == name);

    public static ServiceReport Read(JsonElement service) => new(
        Shape.Text(service, "name") ?? "",
        Shape.Text(service, "id") ?? "",
        Shape.Text(service, "state") ?? "",
        [.. Shape.List(service, "components").Select(ReadComponent)]);

    private static ComponentReport ReadComponent(JsonElement component)
    {
        var resource = Shape.Part(component, "resource") ?? component;
        return new ComponentReport(
            Shape.Text(component, "name") ?? "",
            Shape.Number(component, "number_of_containers"),
            Shape.Number(resource, "memory"),
            Shape.Number(resource, "cpus"),
            [.. Shape.List(component, "containers").Select(ReadContainer)]);
    }

    private static ServiceContainer ReadContainer(JsonElement container) => new(
        Shape.Text(container, "id") ?? "",
        Shape.Text(container, "component_instance_name") ?? "",
        Shape.Text(container, "bare_host") ?? Shape.Text(container, "hostname") ?? "",

        // Of one that has just been placed nothing is known yet.
        Shape.Text(container, "state") ?? "");
}
