export { type Simulation, type SimulationWish, startSimulation } from '../fleet/simulation.js';
