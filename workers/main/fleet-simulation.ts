export { fleetApi } from '../fleet/fleet-api.js';
export { type Simulation, type SimulationWish, startSimulation } from '../fleet/simulation.js';
export { strike } from '../fleet/strike.js';
